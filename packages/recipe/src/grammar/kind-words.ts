import type { ComponentKind } from '@potstill/spec'

/** Each kind with its article. */
export const kindWords: Readonly<Record<ComponentKind, string>> = {
  loss: 'a loss',
  schedule: 'a schedule',
  temperature: 'a temperature',
  teacher: 'a teacher',
  studentArchitecture: 'a student',
  dataSource: 'a data source',
  augmentation: 'an augmentation',
  strategy: 'a strategy',
  optimizer: 'an optimizer',
  callback: 'a callback',
}

/** `a schedule or a temperature`. */
export function phrase(kinds: readonly ComponentKind[]): string {
  return kinds.map((kind) => kindWords[kind]).join(' or ')
}

/** A list of names for an error, not longer than one cares to read. */
export function listNames(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
