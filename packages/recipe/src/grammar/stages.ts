import { isText, show, type MappingValue, type Value } from '../document/value'
import { readAugment } from './augment'
import { readComponent } from './component'
import { readComponents } from './component-list'
import { stageKeys, type StagePart } from './keys'
import { readFields, readItems, required, type Fields } from './mapping'
import { readObjective } from './objective'
import type { Reading } from './reading'
import type { RecipeStage } from './recipe'
import { readName } from './scalars'
import { readStage } from './stage'
import { onlyEntry } from './stage-reference'
import { readStudent } from './student'

/** Reads the stages, each with what is shared where it says nothing of its own. */
export function readStages(
  value: Value,
  shared: Fields<StagePart>,
  reading: Reading,
): readonly (RecipeStage | undefined)[] {
  readShared(shared, reading)
  const items = readItems(value, 'stages: { name, … }', reading) ?? []
  const earlier = new Map<string, RecipeStage | undefined>()
  return items.map((item) => {
    if (item.kind !== 'mapping') {
      const expected = 'a stage: { name, … }'
      reading.problems.add({ place: item.place, expected, received: show(item) })
      return undefined
    }
    const { name: _, ...own } = readFields(item, stageKeys, reading)
    const name = readStageName(item, [...earlier.keys()], reading)
    const stage = readStage(
      { name: name ?? '', place: item.place, own, shared, earlier: new Map(earlier) },
      reading,
    )
    if (name !== undefined) earlier.set(name, stage)
    return stage
  })
}

function readStageName(stage: MappingValue, taken: readonly string[], reading: Reading): string | undefined {
  const entry = stage.entries.find(({ key }) => key === 'name')
  const place = { ...stage.place, path: [...stage.place.path, 'name'] }
  const value = required(entry, place, 'the name of the stage', reading)
  const name = value && readName(value, reading)
  if (name === undefined || value === undefined || !taken.includes(name)) return name
  reading.problems.add({
    place: value.place,
    expected: 'stages of different names',
    received: `${isText(value) ? JSON.stringify(name) : name} a second time`,
  })
  return undefined
}

/** What every stage overrides is read by none of them, and still may not be wrong. */
function readShared(shared: Fields<StagePart>, reading: Reading): void {
  const { data, augment, student, objective, strategies, optimizer, callbacks, teacher } = shared
  if (data) readComponent(data.value, ['dataSource'], reading)
  readAugment(augment?.value, reading)
  if (student && !onlyEntry(student.value, 'stage')) readStudent(student.value, new Map(), reading)
  if (objective) readObjective(objective.value, reading)
  readComponents(strategies?.value, 'strategy', 'strategies', reading)
  if (optimizer) readComponent(optimizer.value, ['optimizer'], reading)
  readComponents(callbacks?.value, 'callback', 'callbacks', reading)
  if (teacher && isText(teacher.value)) readComponent(teacher.value, ['teacher'], reading)
}
