import type { Place } from '../document/place'
import { isNothing, type Entry, type Value } from '../document/value'
import { demandTeacher } from './demand-teacher'
import type { Chosen } from './component'
import type { LearnerPart } from './keys'
import { required, type Fields } from './mapping'
import { readObjective } from './objective'
import { readPeer, type PeerReference } from './peer'
import type { Reading } from './reading'
import { onlyEntry, type StageReference } from './stage-reference'
import { readStudent, type EarlierStages, type RecipeStudent } from './student'
import { readTeacher } from './teacher'
import type { RecipeTerm } from './term'

/** A network of a stage, and what it learns. */
export interface Learning extends RecipeStudent {
  readonly teacher?: Chosen<'teacher'> | StageReference | PeerReference
  readonly objective: readonly RecipeTerm[]
}

/** Where the parts of a learner may be written. */
export interface LearningSource {
  readonly place: Place
  /** The nearest first. */
  readonly levels: readonly Fields<LearnerPart>[]
  readonly earlier: EarlierStages
  /** Names of the other learners, where there are any. */
  readonly peers?: readonly string[]
}

/** Reads who learns what from whom; nothing is returned where that is not complete. */
export function readLearning(source: LearningSource, reading: Reading): Learning | undefined {
  const { place, levels, earlier, peers = [] } = source
  const part = (key: LearnerPart): Entry | undefined =>
    levels.find((level) => level[key] !== undefined)?.[key]
  const demand = (key: LearnerPart, what: string): Value | undefined =>
    required(part(key), { ...place, path: [...place.path, key] }, what, reading)

  const teacherValue = part('teacher')?.value
  const peer = teacherValue && onlyEntry(teacherValue, 'peer')
  const teacher = peer
    ? readPeer(peer, peers, reading)
    : readTeacher(teacherValue, [...earlier.keys()], reading)
  const studentValue = demand('student', 'a student')
  const student = studentValue && readStudent(studentValue, earlier, reading)
  const objectiveValue = demand('objective', 'a list of losses')
  const objective =
    objectiveValue && readObjective(objectiveValue, reading, { peers, earlier: [...earlier.keys()] })
  if (isNothing(teacherValue)) objective?.forEach((term) => demandTeacher(term, reading))
  if (!student || !objective) return undefined
  return { ...(teacher && { teacher }), ...student, objective }
}
