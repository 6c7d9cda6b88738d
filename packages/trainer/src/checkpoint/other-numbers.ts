import type { PlainValue } from './plain-options'
import type { RunNumbers } from './run-state'

type Reading = RunNumbers['curves'][string]

const shown = 8

/**
 * Says in which numbers a run is another than the one that it goes on with; undefined where it is the same as far as can be told.
 *
 * @param now read at the steps of `saved`
 */
export function otherNumbers(path: string, saved: RunNumbers, now: RunNumbers): string | undefined {
  const differing = [...curveDifferences(saved, now), ...plainDifferences(saved, now)]
  if (differing.length === 0) return undefined
  const more = differing.length > shown ? `; and ${differing.length - shown} more` : ''
  return (
    `The run goes on from ${path}, and not as it was started: ${differing.slice(0, shown).join('; ')}${more}. ` +
    'What comes of it is not what the run would have given without the interruption.'
  )
}

function curveDifferences(
  { curves: before, at }: RunNumbers,
  { curves: after }: RunNumbers,
): readonly string[] {
  return bothNames(before, after).flatMap((name) => {
    const [was, is] = [before[name], after[name]]
    if (was === undefined || is === undefined) return [`${name} was ${wordOf(was)}, is ${wordOf(is)}`]
    const place = at.findIndex((_, index) => !alike(readingAt(was, index), readingAt(is, index)))
    if (place === -1) return []
    const [one, other] = numberTexts(readingAt(was, place), readingAt(is, place))
    const where = typeof was === 'number' && typeof is === 'number' ? '' : ` at step ${at[place]}`
    return [`${name} was ${one}${where}, is ${other}`]
  })
}

/** Of an option of a curve nothing is said where the curve was seen to differ. */
function plainDifferences(saved: RunNumbers, now: RunNumbers): readonly string[] {
  const told = curveDifferences(saved, now).map((text) => text.slice(0, text.indexOf(' was ')))
  return bothNames(saved.plain, now.plain).flatMap((name) => {
    const [was, is] = [saved.plain[name], now.plain[name]]
    if (was === is || (typeof was === 'number' && typeof is === 'number' && alike(was, is))) return []
    if (told.some((curve) => name === curve || name.startsWith(`${curve}.`))) return []
    return [`${name} was ${plainText(was)}, is ${plainText(is)}`]
  })
}

function bothNames(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
}

function readingAt(reading: Reading, index: number): number {
  return typeof reading === 'number' ? reading : (reading[index] ?? Number.NaN)
}

/** Another version of JavaScript may round a cosine differently. */
function alike(one: number, other: number): boolean {
  return Object.is(one, other) || Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other))
}

function wordOf(reading: Reading | undefined): string {
  if (reading === undefined) return 'none'
  return typeof reading === 'number' ? String(reading) : 'a curve'
}

/** Six digits, or as many as it takes to tell them apart. */
function numberTexts(one: number, other: number): readonly [string, string] {
  const [short, beside] = [one, other].map((value) => String(Number(value.toPrecision(6))))
  return short === beside ? [String(one), String(other)] : [short!, beside!]
}

function plainText(value: PlainValue | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}
