import { standardRegistry } from '../plugins/standard-registry'
import { columns } from '../terminal/columns'
import type { Terminal } from '../terminal/terminal'
import { componentKind, componentKinds } from './component-kinds'

export interface ListOptions {
  readonly kind: string | undefined
  readonly plugins: readonly string[]
  readonly terminal: Terminal
}

/** `potstill list`: names, summaries and sources, by kind. A kind without components is left out of the whole list. */
export async function listComponents({ kind, plugins, terminal }: ListOptions): Promise<void> {
  const chosen = kind === undefined ? Object.entries(componentKinds) : [componentKind(kind)]
  const registry = await standardRegistry(plugins)
  const sections = chosen.map(
    ([word, each]) =>
      [
        word,
        registry
          .factories(each)
          .map(({ name, summary, source }) => ({ name, summary, ...(source && { source }) })),
      ] as const,
  )
  const { result, resultColours, json } = terminal
  const shown = sections.filter(([, components]) => components.length > 0)
  const text = shown
    .map(([word, components]) => {
      const rows = components.map(({ name, summary, source }) => [
        name,
        source === undefined ? summary : `${summary} ${resultColours.dim(source)}`,
      ])
      return `${resultColours.bold(word)}\n${columns(rows)}`
    })
    .join('\n\n')
  result(text === '' ? `There are no ${kind ?? 'components'} yet; a plugin can bring some.` : text)
  json(Object.fromEntries(sections))
}
