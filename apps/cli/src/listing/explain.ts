import { describeComponent, describeKind } from '@potstill/recipe'
import { standardRegistry } from '../plugins/standard-registry'
import type { Terminal } from '../terminal/terminal'
import { componentKind } from './component-kinds'
import { explainComponent } from './explain-component'
import { explainKind } from './explain-kind'
import { findComponent } from './find-component'
import { pageOf } from './page'

export interface ExplainOptions {
  readonly name: string
  readonly kind: string | undefined
  readonly plugins: readonly string[]
  /** Of the terminal, in columns. */
  readonly width: number
  readonly terminal: Terminal
}

/** `potstill explain`: all there is to tell of a component, or of a kind of components. Of a name that several have, all of them. */
export async function explain({ name, kind, plugins, width, terminal }: ExplainOptions): Promise<void> {
  const only = kind === undefined ? undefined : componentKind(kind)[1]
  const registry = await standardRegistry(plugins)
  const found = findComponent(registry, name, only)
  const components = found.components.map((factory) => describeComponent(factory))
  const topic = found.kind && {
    kind: found.kind,
    ...describeKind(found.kind),
    components: registry
      .factories(found.kind)
      .map(({ name: each, summary, source }) => ({ name: each, summary, ...(source && { source }) })),
  }
  const page = pageOf(width, terminal.resultColours)
  const texts = [
    ...(topic ? [explainKind(topic, topic.components, page)] : []),
    ...components.map((component) => explainComponent(component, page)),
  ]
  terminal.result(texts.join('\n\n'))
  terminal.json({ ...(topic && { topic }), components })
}
