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
  student: 'students',
  studentArchitectures: 'students',
}

/** The kind that a word means, in the singular too; nothing for a word that means none. */
export function kindOf(word: string): ComponentKind | undefined {
  return entryOf(word)?.[1]
}

/** Finds a kind by its word, in the singular too. Throws a PotstillError with the nearest word for one that is none. */
export function componentKind(word: string): readonly [word: string, kind: ComponentKind] {
  const found = entryOf(word)
  if (found !== undefined) return found
  const words = Object.keys(componentKinds)
  const near = nearestName(word, words)
  throw new PotstillError({
    code: 'cli/unknown-kind',
    expected: `one of the kinds ${words.join(', ')}`,
    received: `"${word}"`,
    fix: near === undefined ? 'choose one of them, or leave the kind out for all' : `write ${near}`,
  })
}

function entryOf(word: string): readonly [word: string, kind: ComponentKind] | undefined {
  const wanted = otherWords[word] ?? word
  return Object.entries(componentKinds).find(([plural, kind]) => plural === wanted || kind === wanted)
}
