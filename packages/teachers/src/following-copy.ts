import type { Student } from '@potstill/spec'
import {
  add,
  div,
  maximum,
  mul,
  scalar,
  sub,
  tidy,
  variable,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core'

export interface FollowingSettings {
  /** d of θ' ← d θ' + (1 − d) θ. */
  readonly decay: number
  /** d is not above n / (n + 1) at the n-th update: the mean of all weights so far, until that is the wider one. */
  readonly warmUp: boolean
}

/** A copy of a student whose weights go after the student's. */
export interface FollowingCopy {
  readonly network: Student
  /** Before the copy is asked: as long as it has not followed, it is what the student is. */
  start(): Promise<void>
  /** Takes one step after the student. */
  follow(student: Student): void
  /** All that following changes, by names that are the same in every run. */
  memory(): Readonly<Record<string, Variable>>
  dispose(): void
}

/**
 * Copies a student. How often the copy has followed is a variable beside its weights, so that a run that is taken up
 * again goes on where it was; and until it has followed once it takes over the student's weights whenever it is asked,
 * since those may be set between opening and the first step.
 */
export function followingCopy(student: Student, { decay, warmUp }: FollowingSettings): FollowingCopy {
  const network = student.clone()
  const none = scalar(0)
  const updates = variable(none, false)
  none.dispose()
  let followed = false

  return {
    network,
    async start() {
      if (followed) return
      followed = ((await updates.data())[0] ?? 0) > 0
      if (!followed) for (const [kept, value] of pairs(network, student)) kept.assign(value)
    },
    follow(now) {
      tidy(() => {
        updates.assign(add(updates, 1))
        const share = warmUp ? maximum(1 - decay, div(1, add(updates, 1))) : scalar(1 - decay)
        for (const [kept, value] of pairs(network, now)) kept.assign(towards(kept, value, share))
      })
      followed = true
    },
    memory: () => ({
      updates,
      ...numbered('variable', network.variables),
      ...numbered('state', network.state),
    }),
    dispose() {
      network.dispose()
      updates.dispose()
    },
  }
}

/** Whole numbers have no mean: those are copied. */
function towards(kept: Tensor, value: Tensor, share: Tensor): Tensor {
  return kept.dtype === 'float32' ? add(kept, mul(sub(value, kept), share)) : value
}

function pairs(copy: Student, student: Student): readonly (readonly [Variable, Variable])[] {
  const [ours, theirs] = [copy, student].map(({ variables, state }) => [...variables, ...state])
  return (ours ?? []).flatMap((kept, index) => {
    const value = theirs?.[index]
    return value === undefined ? [] : [[kept, value] as const]
  })
}

function numbered(name: string, variables: readonly Variable[]): Record<string, Variable> {
  return Object.fromEntries(variables.map((each, index) => [`${name}${index}`, each]))
}
