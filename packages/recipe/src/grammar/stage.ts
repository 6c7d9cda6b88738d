import type { Place } from '../document/place'
import { isNothing, type Entry, type Value } from '../document/value'
import { readAugment } from './augment'
import { readComponent } from './component'
import { readComponents } from './component-list'
import type { StagePart } from './keys'
import { readLearning, type Learning } from './learner'
import { readLearners, type RecipeLearner } from './learners'
import { required, type Fields } from './mapping'
import type { Reading } from './reading'
import type { RecipeStage } from './recipe'
import type { EarlierStages } from './student'
import { readTraining } from './training'

/** Where the parts of a stage may be written. */
export interface StageSource {
  readonly name: string
  readonly place: Place
  readonly own: Fields<StagePart>
  readonly shared: Fields<StagePart>
  readonly earlier: EarlierStages
}

/** Reads one stage; nothing is returned where it is not complete. */
export function readStage(source: StageSource, reading: Reading): RecipeStage | undefined {
  const { name, place, own, shared } = source
  const part = (key: StagePart): Entry | undefined => own[key] ?? shared[key]
  const demand = (key: StagePart, what: string): Value | undefined =>
    required(part(key), { ...place, path: [...place.path, key] }, what, reading)

  const dataValue = demand('data', 'a data source')
  const data = dataValue && readComponent(dataValue, ['dataSource'], reading)
  const augment = readAugment(part('augment')?.value, reading)
  const learning = readWhoLearns(source, part('learners')?.value, reading)
  const strategies = readComponents(part('strategies')?.value, 'strategy', 'strategies', reading)
  const optimizerValue = demand('optimizer', 'an optimizer')
  const optimizer = optimizerValue && readComponent(optimizerValue, ['optimizer'], reading)
  const callbacks = readComponents(part('callbacks')?.value, 'callback', 'callbacks', reading)
  const training = readTraining(shared.training?.value, own.training?.value, place, reading)

  if (!data || !learning || !optimizer || !training) return undefined
  return {
    name,
    place,
    data,
    ...(augment && { augment }),
    ...learning,
    ...(strategies && { strategies }),
    optimizer,
    ...(callbacks && { callbacks }),
    ...training,
  }
}

/** One student, or several that learn together. */
function readWhoLearns(
  { place, own, shared, earlier }: StageSource,
  learnersValue: Value | undefined,
  reading: Reading,
): (Learning & { readonly learners?: readonly RecipeLearner[] }) | undefined {
  const levels = [own, shared]
  if (learnersValue === undefined || isNothing(learnersValue)) {
    return readLearning({ place, levels, earlier }, reading)
  }
  const learners = readLearners(learnersValue, levels, earlier, reading)
  const [first] = learners ?? []
  if (learners === undefined || first === undefined) return undefined
  const { name: _, place: __, ...learning } = first
  return { ...learning, learners }
}
