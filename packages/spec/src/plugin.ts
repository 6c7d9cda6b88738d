import type { AugmentData } from './augment-data'
import type { Augmentation } from './augmentation'
import type { Callback } from './callback'
import type { AnyFactory } from './component'
import type { DataSource } from './data'
import type { Loss } from './loss'
import type { Optimizer } from './optimizer'
import type { Schedule } from './schedule'
import type { Strategy } from './strategy'
import type { StudentArchitecture } from './student'
import type { Teacher } from './teacher'
import type { Temperature } from './temperature'

/** Components that recipes can use once the plugin is in their registry. */
export interface PluginParts {
  readonly losses?: readonly AnyFactory<'loss', Loss>[]
  readonly schedules?: readonly AnyFactory<'schedule', Schedule>[]
  readonly temperatures?: readonly AnyFactory<'temperature', Temperature>[]
  readonly teachers?: readonly AnyFactory<'teacher', Teacher>[]
  readonly students?: readonly AnyFactory<'studentArchitecture', StudentArchitecture>[]
  readonly dataSources?: readonly AnyFactory<'dataSource', DataSource>[]
  readonly augmentations?: readonly AnyFactory<'augmentation', Augmentation>[]
  readonly strategies?: readonly AnyFactory<'strategy', Strategy>[]
  readonly optimizers?: readonly AnyFactory<'optimizer', Optimizer>[]
  readonly callbacks?: readonly AnyFactory<'callback', Callback>[]
}

export interface Plugin extends PluginParts {
  readonly kind: 'plugin'
  readonly name: string
  readonly specVersion: 1
  /** How data are augmented, in recipes. Where several plugins bring it, the last one's is taken. */
  readonly augment?: AugmentData
}

/**
 * Gathers components under one name; a plugin file exports the result as its default.
 *
 * @example
 * definePlugin({ name: 'my-plugin', losses: [] }).kind // => 'plugin'
 */
export function definePlugin(parts: PluginParts & Pick<Plugin, 'name' | 'augment'>): Plugin {
  return { ...parts, kind: 'plugin', specVersion: 1 }
}

/** Tells whether a value, such as a module's default export, is a plugin. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'plugin'
}
