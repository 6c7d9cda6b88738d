import { below, type Place } from '../document/place'
import { entryOf, isText, show, type Value } from '../document/value'
import { learnerKeys, type LearnerPart } from './keys'
import { readLearning, type Learning } from './learner'
import { readFields, readItems, required, type Fields } from './mapping'
import type { Reading } from './reading'
import { readName } from './scalars'
import type { EarlierStages } from './student'

/** One of several networks that learn together. */
export interface RecipeLearner extends Learning {
  readonly name: string
  readonly place: Place
}

/** Reads the learners of a stage, each with what the stage says where it says nothing of its own. */
export function readLearners(
  value: Value,
  levels: readonly Fields<LearnerPart>[],
  earlier: EarlierStages,
  reading: Reading,
): readonly RecipeLearner[] | undefined {
  const items = readItems(value, 'learners: { name, … }', reading)
  const names = (items ?? []).map(nameOf)
  const taken = new Set<string>()
  const learners = items?.map((item): RecipeLearner | undefined => {
    if (item.kind !== 'mapping') {
      const expected = 'a learner: { name, … }'
      reading.problems.add({ place: item.place, expected, received: show(item) })
      return undefined
    }
    const { place } = item
    const { name: entry, ...own } = readFields(item, learnerKeys, reading)
    const nameValue = required(entry, below(place, 'name'), 'the name of the learner', reading)
    const name = nameValue && readName(nameValue, reading)
    if (name !== undefined && taken.has(name)) {
      const received = `${JSON.stringify(name)} a second time`
      reading.problems.add({ place: nameValue!.place, expected: 'learners of different names', received })
    }
    if (name !== undefined) taken.add(name)
    const peers = names.filter((other) => other !== undefined && other !== name) as readonly string[]
    const learning = readLearning({ place, levels: [own, ...levels], earlier, peers }, reading)
    return name !== undefined && learning ? { name, place, ...learning } : undefined
  })
  return learners?.every((learner) => learner !== undefined) ? learners : undefined
}

function nameOf(item: Value): string | undefined {
  const name = item.kind === 'mapping' ? entryOf(item, 'name')?.value : undefined
  return isText(name) ? name.value : undefined
}
