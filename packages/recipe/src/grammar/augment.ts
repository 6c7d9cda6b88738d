import type { AugmentData, AugmentRequest } from '@potstill/spec'
import type { Place } from '../document/place'
import { isNothing, isText, show, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import type { Chosen } from './component'
import { readComponents } from './component-list'
import { augmentKeys } from './keys'
import { readFields, required } from './mapping'
import type { Reading } from './reading'
import { readNumber } from './scalars'

/** What a teacher may see of an example that is augmented. */
export const augmentTeachers = ['same', 'clean', 'own'] as const

/** How the examples of a stage are augmented. */
export interface RecipeAugment {
  readonly of: readonly Chosen<'augmentation'>[]
  readonly views?: number
  readonly teacher?: NonNullable<AugmentRequest['teacher']>
  /** Does it. */
  readonly augment: AugmentData
  readonly place: Place
}

const what = 'augmentations'

/** Reads a list of augmentations, or `{ of: list, views, teacher }`; null is none. */
export function readAugment(value: Value | undefined, reading: Reading): RecipeAugment | undefined {
  if (value === undefined || isNothing(value)) return undefined
  const { place } = value
  if (value.kind === 'list')
    return checked({ of: readComponents(value, 'augmentation', what, reading), place }, reading)
  const keys: readonly string[] = augmentKeys
  if (value.kind !== 'mapping' || !value.entries.some(({ key }) => keys.includes(key))) {
    const expected = `a list of ${what}, or { of: list, views, teacher }`
    reading.problems.add({ place, expected, received: show(value) })
    return undefined
  }
  const fields = readFields(value, augmentKeys, reading)
  const ofPlace = { ...place, path: [...place.path, 'of'] }
  const list = required(fields.of, ofPlace, `a list of ${what}`, reading)
  const views = fields.views && readViews(fields.views.value, reading)
  const teacher = fields.teacher && readTeacherView(fields.teacher.value, reading)
  const of = readComponents(list, 'augmentation', what, reading)
  return checked({ of, place, ...(views !== undefined && { views }), ...(teacher && { teacher }) }, reading)
}

/** Augmentations are known by a plugin, and so is how to apply them. */
function checked(
  read: Omit<RecipeAugment, 'of' | 'augment'> & { readonly of: RecipeAugment['of'] | undefined },
  { registry: { augment }, problems }: Reading,
): RecipeAugment | undefined {
  const { of, place } = read
  if (of === undefined) return undefined
  if (augment === undefined) {
    problems.add({
      place,
      expected: 'no augmentations, since no plugin says how to apply them',
      received: of.map(({ name }) => name).join(', ') || 'some',
      hint: 'Add a plugin that brings augment.',
    })
    return undefined
  }
  return { ...read, of, augment }
}

function readViews(value: Value, reading: Reading): number | undefined {
  const expected = 'how many further views of each example, 0 or more'
  return readNumber(value, expected, (number) => Number.isInteger(number) && number >= 0, reading)
}

function readTeacherView(value: Value, { problems }: Reading) {
  const known = augmentTeachers.find((each) => isText(value) && each === value.value)
  if (known !== undefined) return known
  problems.add({
    place: value.place,
    expected: `what the teacher sees: ${augmentTeachers.join(', ')}`,
    received: show(value),
    hint: isText(value) ? didYouMean(value.value, augmentTeachers) : undefined,
  })
  return undefined
}
