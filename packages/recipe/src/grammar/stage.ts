import type { Place } from '../document/place'
import { isNothing, type Entry, type Value } from '../document/value'
import { readComponent } from './component'
import { demandTeacher } from './demand-teacher'
import type { StagePart } from './keys'
import { required, type Fields } from './mapping'
import { readObjective } from './objective'
import type { Reading } from './reading'
import type { RecipeStage } from './recipe'
import { readTeacher } from './teacher'
import { readTraining } from './training'

/** Where the parts of a stage may be written. */
export interface StageSource {
  readonly name: string
  readonly place: Place
  readonly own: Fields<StagePart>
  readonly shared: Fields<StagePart>
  /** Names of the stages before it. */
  readonly earlier: readonly string[]
}

/** Reads one stage; nothing is returned where it is not complete. */
export function readStage(source: StageSource, reading: Reading): RecipeStage | undefined {
  const { name, place, own, shared, earlier } = source
  const part = (key: StagePart): Entry | undefined => own[key] ?? shared[key]
  const demand = (key: StagePart, what: string): Value | undefined =>
    required(part(key), { ...place, path: [...place.path, key] }, what, reading)

  const dataValue = demand('data', 'a data source')
  const data = dataValue && readComponent(dataValue, ['dataSource'], reading)
  const teacher = readTeacher(part('teacher')?.value, earlier, reading)
  const studentValue = demand('student', 'a student')
  const student = studentValue && readComponent(studentValue, ['studentArchitecture'], reading)
  const objectiveValue = demand('objective', 'a list of losses')
  const objective = objectiveValue && readObjective(objectiveValue, reading)
  const optimizerValue = demand('optimizer', 'an optimizer')
  const optimizer = optimizerValue && readComponent(optimizerValue, ['optimizer'], reading)
  const training = readTraining(shared.training?.value, own.training?.value, place, reading)

  if (isNothing(part('teacher')?.value)) objective?.forEach((term) => demandTeacher(term, reading))
  if (!data || !student || !objective || !optimizer || !training) return undefined
  return { name, place, data, ...(teacher && { teacher }), student, objective, optimizer, training }
}
