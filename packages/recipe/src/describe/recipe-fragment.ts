import type { ComponentKind, Loss } from '@potstill/spec'
import { written } from '../grammar/component'
import { inlineYaml } from './inline-yaml'
import type { Options } from './smallest-options'

interface Named {
  readonly name: string
  readonly options: Options
}

/**
 * How a recipe names a component, as the YAML of the part where it stands. Layers are called `conv2`, after those of `lenet5`.
 */
export function recipeFragment(kind: ComponentKind, chosen: Named, made: unknown): string {
  const it = inlineYaml(written(chosen))
  if (kind === 'loss') return lossFragment(it, made as Loss)
  if (kind === 'temperature' || kind === 'schedule') {
    return `objective:\n  - { loss: softTargets, temperature: ${it} }`
  }
  return places[kind](it)
}

const places: Readonly<
  Record<Exclude<ComponentKind, 'loss' | 'temperature' | 'schedule'>, (it: string) => string>
> = {
  dataSource: (it) => `data: ${it}`,
  augmentation: (it) => `augment: [${it}]`,
  teacher: (it) => `teacher: ${it}`,
  studentArchitecture: (it) => `student: ${it}`,
  optimizer: (it) => `optimizer: ${it}`,
  strategy: (it) => `strategies: [${it}]`,
  callback: (it) => `callbacks: [${it}]`,
}

// Two pairs of layers, since some methods relate one with the next.
const taps = 'taps: [[conv1, conv1], [conv2, conv2]]'

function lossFragment(it: string, { traits, needs }: Loss): string {
  const beside = [
    ...(traits.softened ? ['temperature: 4'] : []),
    ...(needs.includes('features') ? [taps] : []),
  ]
  const term = beside.length === 0 ? it : `{ loss: ${it}, ${beside.join(', ')} }`
  const views = needs.includes('studentViews') || needs.includes('teacherViews')
  return `${views ? 'augment: { of: [flip], views: 1 }\n' : ''}objective:\n  - ${term}`
}
