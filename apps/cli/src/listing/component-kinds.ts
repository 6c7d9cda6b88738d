import { nearestName, PotstillError, type ComponentKind } from '@potstill/spec'

/** The kinds of components by the words of the command line, in the order of a recipe. */
export const componentKinds: Readonly<Record<string, ComponentKind>> = {
  data: 'dataSource',
  augmentations: 'augmentation',
  teachers: 'teacher',
  students: 'studentArchitecture',
  losses: 'loss',
  temperatures: 'temperature',
  schedules: 'schedule',
  optimizers: 'optimizer',
  strategies: 'strategy',
  callbacks: 'callback',
}

/** Kinds as people also call them. */
const otherWords: Readonly<Record<string, string>> = {
  dataSources: 'data',
  studentArchitectures: 'students',
}

/** Finds a kind by its word, in the singular too. Throws a PotstillError with the nearest word for one that is none. */
export function componentKind(word: string): readonly [word: string, kind: ComponentKind] {
  const words = Object.keys(componentKinds)
  const plural = otherWords[word] ?? words.find((each) => each === word || componentKinds[each] === word)
  const kind = plural === undefined ? undefined : componentKinds[plural]
  if (plural !== undefined && kind !== undefined) return [plural, kind]
  const near = nearestName(word, words)
  throw new PotstillError({
    code: 'cli/unknown-kind',
    expected: `one of the kinds ${words.join(', ')}`,
    received: `"${word}"`,
    fix: near === undefined ? 'choose one of them, or leave the kind out for all' : `write ${near}`,
  })
}
