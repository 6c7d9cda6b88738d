import type { SignalName } from '@potstill/spec'
import { below, type Place } from '../document/place'
import { isText, show, type Entry, type MappingValue, type Value } from '../document/value'
import { readComponent, type Chosen } from './component'
import { termKeys, type TermKey } from './keys'
import { readFields, readItems, required, type Fields } from './mapping'
import { readPeer, type PeerReference } from './peer'
import type { Reading } from './reading'
import { readNumber, readText } from './scalars'
import { onlyEntry, readStageReference, type StageReference } from './stage-reference'

/** A pair of taps, and where it is written. */
export interface RecipeTaps {
  readonly student: string
  readonly teacher: string
  readonly places: { readonly student: Place; readonly teacher: Place }
}

/** One term of an objective. */
export interface RecipeTerm {
  readonly loss: Chosen<'loss'>
  readonly weight?: number | Chosen<'schedule'>
  readonly temperature?: number | Chosen<'temperature' | 'schedule'>
  readonly taps?: readonly RecipeTaps[]
  readonly warmUp?: number
  /** The learner that this term learns from, in place of the teacher. */
  readonly teacher?: PeerReference
  /** The stage whose term has the variables that this one's loss starts from. */
  readonly start?: StageReference
  readonly name?: string
  readonly place: Place
}

/** Names of what a term may refer to, where they are known. */
export interface TermSurroundings {
  /** The other learners. */
  readonly peers?: readonly string[] | undefined
  /** The stages before. */
  readonly earlier?: readonly string[] | undefined
}

/** Reads a bare loss, or an envelope with a loss in it. */
export function readTerm(
  value: Value,
  reading: Reading,
  { peers, earlier }: TermSurroundings,
): RecipeTerm | undefined {
  if (value.kind !== 'mapping' || !isEnvelope(value)) {
    const loss = readComponent(value, ['loss'], reading)
    return loss && checked({ loss, place: value.place }, {}, reading)
  }
  const misplaced = misplacedLoss(value, reading)
  if (misplaced !== undefined) {
    reading.problems.add({
      place: misplaced.place,
      expected: 'a loss beside other keys to stand under the key loss',
      received: `the key ${misplaced.key}`,
      hint: `Write { loss: ${misplaced.key}, … } or { loss: { ${misplaced.key}: { … } }, … }.`,
    })
    return undefined
  }
  const fields = readFields(value, termKeys, reading)
  const lossValue = required(fields.loss, below(value.place, 'loss'), 'a loss: { loss: name, … }', reading)
  const loss = lossValue && readComponent(lossValue, ['loss'], reading)
  const rest = {
    ...field(fields.weight, (weight) => readWeight(weight, reading), 'weight'),
    ...field(fields.temperature, (temperature) => readTemperature(temperature, reading), 'temperature'),
    ...field(fields.taps, (taps) => readTaps(taps, reading), 'taps'),
    ...field(fields.warmUp, (warmUp) => readWarmUp(warmUp, reading), 'warmUp'),
    ...field(fields.teacher, (teacher) => readPeerOf(teacher, peers, reading), 'teacher'),
    ...field(loss?.component.init && fields.start, (start) => readStart(start, earlier, reading), 'start'),
    ...field(fields.name, (name) => readText(name, 'a name', reading), 'name'),
  }
  return loss && checked({ loss, ...rest, place: value.place }, fields, reading)
}

/** One key that is not the envelope's is a loss; several keys can only be an envelope. */
function isEnvelope({ entries }: MappingValue): boolean {
  const keys: readonly string[] = termKeys
  return entries.length > 1 || entries.some(({ key }) => keys.includes(key))
}

/** A loss that stands where only the envelope's keys may: `{ softTargets: {}, weight: 1 }`. */
function misplacedLoss({ entries }: MappingValue, { registry }: Reading): Entry | undefined {
  if (entries.some(({ key }) => key === 'loss')) return undefined
  return entries.find(({ key }) => registry.find('loss', key) !== undefined)
}

function field<Key extends TermKey, Content>(
  entry: { readonly value: Value } | undefined,
  read: (value: Value) => Content | undefined,
  key: Key,
): { readonly [Each in Key]?: Content } {
  const content = entry && read(entry.value)
  return (content === undefined ? {} : { [key]: content }) as { readonly [Each in Key]?: Content }
}

function isNumber(value: Value): boolean {
  return value.kind === 'scalar' && typeof value.value === 'number'
}

function readWeight(value: Value, reading: Reading) {
  return isNumber(value)
    ? readNumber(value, 'a finite number, or a schedule', () => true, reading)
    : readComponent(value, ['schedule'], reading)
}

function readTemperature(value: Value, reading: Reading) {
  return isNumber(value)
    ? readNumber(value, 'a number above 0, a schedule or a temperature', (number) => number > 0, reading)
    : readComponent(value, ['temperature', 'schedule'], reading)
}

function readWarmUp(value: Value, reading: Reading) {
  return readNumber(value, 'a number of epochs, 0 or more', (number) => number >= 0, reading)
}

/** Where the name is wrong it is told, and not that a teacher is missing as well. */
function readPeerOf(value: Value, peers: readonly string[] | undefined, reading: Reading): PeerReference {
  const { place } = value
  const entry = onlyEntry(value, 'peer')
  if (entry === undefined) {
    reading.problems.add({ place, expected: 'another learner: { peer: name }', received: show(value) })
  }
  return (entry && readPeer(entry, peers, reading)) ?? { peer: '', place }
}

function readStart(
  value: Value,
  earlier: readonly string[] | undefined,
  reading: Reading,
): StageReference | undefined {
  const entry = onlyEntry(value, 'stage')
  if (entry !== undefined) return earlier && readStageReference(entry, earlier, reading)
  reading.problems.add({
    place: value.place,
    expected: 'an earlier stage: { stage: name }',
    received: show(value),
  })
  return undefined
}

function readTaps(value: Value, reading: Reading): readonly RecipeTaps[] | undefined {
  const items = readItems(value, 'pairs [student, teacher]', reading)
  const pairs = items?.map((item) => readPair(item, reading))
  return pairs?.filter((pair) => pair !== undefined)
}

function readPair(value: Value, { problems }: Reading): RecipeTaps | undefined {
  const [student, teacher, ...more] = value.kind === 'list' ? value.items : []
  if (isText(student) && isText(teacher) && more.length === 0) {
    return {
      student: student.value,
      teacher: teacher.value,
      places: { student: student.place, teacher: teacher.place },
    }
  }
  problems.add({
    place: value.place,
    expected: 'a pair [student, teacher] of tap names',
    received: show(value),
  })
  return undefined
}

/** What can be said of a term before anything is opened. */
function checked(term: RecipeTerm, fields: Fields<TermKey>, { problems }: Reading): RecipeTerm {
  const { loss } = term
  const { needs, uses, traits } = loss.component
  const signals: readonly SignalName[] = [...needs, ...uses]
  if (fields.temperature && !traits.softened) {
    problems.add({
      place: fields.temperature.place,
      expected: `no temperature, since ${loss.name} does not soften logits`,
      received: show(fields.temperature.value),
    })
  }
  if (fields.taps && !signals.includes('features')) {
    problems.add({
      place: fields.taps.place,
      expected: `no taps, since ${loss.name} does not read features`,
      received: show(fields.taps.value),
    })
  }
  if (fields.start && loss.component.init === undefined) {
    problems.add({
      place: fields.start.place,
      expected: `no start, since ${loss.name} has no variables of its own`,
      received: show(fields.start.value),
    })
  }
  if (!fields.taps && needs.includes('features')) {
    problems.add({
      place: loss.place,
      expected: `taps, since ${loss.name} reads features`,
      received: 'none',
      hint: `Write { loss: ${loss.name}, taps: [[student, teacher]] }.`,
    })
  }
  return term
}
