import type { Student, Teacher } from '@potstill/spec'
import type { Objective } from './objective'

/** Another learner of the same step as a teacher: what it says in the same forward pass, with no gradient into it. */
export interface Peer {
  /** The name of the other learner. */
  readonly peer: string
}

/** One of several networks that learn together in one step. */
export interface Learner {
  /** Different for each. Its terms are named `name/term`, and its random draws stand under it. */
  readonly name: string
  readonly student: Student
  readonly objective: Objective
  /** What the terms learn from that name no peer of their own. A teacher is opened by the step, and closed with it. */
  readonly teacher?: Teacher | Peer
}
