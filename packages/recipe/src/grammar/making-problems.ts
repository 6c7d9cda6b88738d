import { isPotstillError, type Issue } from '@potstill/spec'
import { below, type Place } from '../document/place'
import { show, type MappingValue, type Value } from '../document/value'
import { addThrown } from '../errors/thrown'
import { explainIssue } from './explain-issue'
import { follow, type ReadOptions } from './options'
import type { Reading } from './reading'

interface Making {
  readonly name: string
  readonly options: MappingValue
  readonly place: Place
  readonly read: ReadOptions
}

/** Tells what a factory threw: each issue at the option it speaks of. */
export function addMakingProblems(error: unknown, making: Making, reading: Reading): void {
  const { problems } = reading
  const { name, place } = making
  if (!isPotstillError(error) || error.issues.length === 0) {
    addThrown(error, place, problems, `options that ${name} can be made of`)
    return
  }
  const told = new Set<string>()
  for (const issue of error.issues) {
    const path = issue.path.join('.')
    if (!told.has(path)) addIssue(issue, making, reading)
    told.add(path)
  }
}

function addIssue(issue: Issue, { options, place, read }: Making, { problems }: Reading): void {
  const { value, rest } = follow(options, issue.path)
  if (holds(value, read.unread)) return
  const note = rest.length === 0 ? read.notes.get(value) : undefined
  const missing = rest.length > 0
  const at = value === options ? place : value.place
  problems.add({
    place: missing ? below(at, ...rest) : at,
    expected: explainIssue(issue.message) ?? note?.expected ?? `what fits here (${issue.message})`,
    received: missing ? 'nothing' : show(value),
    hint: missing ? `Add "${rest.at(-1)}: …".` : note?.hint,
  })
}

/** A whole is not told to be wrong where a part of it is. */
function holds(value: Value, unread: ReadonlySet<Value>): boolean {
  if (unread.has(value)) return true
  if (value.kind === 'list') return value.items.some((item) => holds(item, unread))
  return value.kind === 'mapping' && value.entries.some((entry) => holds(entry.value, unread))
}
