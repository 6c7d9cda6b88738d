import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AugmentationBody } from './augmentation'
import type { CallbackBody } from './callback'
import type {
  ComponentDefinition,
  ComponentFactory,
  ComponentKind,
  Identity,
  OptionsSchema,
} from './component'
import { withOptions } from './component-options'
import type { DataSourceBody } from './data'
import type { Loss, LossBody } from './loss'
import type { OptimizerBody } from './optimizer'
import { validateOptions } from './options'
import type { Schedule } from './schedule'
import type { SignalName } from './signals'
import type { StrategyBody } from './strategy'
import type { StudentArchitectureBody } from './student'
import type { TeacherBody } from './teacher'
import type { Temperature, TemperatureBody, TemperatureSignal } from './temperature'

type AnySchema = OptionsSchema<unknown, unknown>
type Options<Schema extends AnySchema> = StandardSchemaV1.InferOutput<Schema>
type Definition<Schema extends AnySchema, Body> = ComponentDefinition<Schema> & {
  /** Makes the component from validated options, defaults filled in. */
  readonly create: (options: Options<Schema>) => Body
}

/**
 * Defines a loss. Its factory validates options, so a wrong one is an error at the call.
 *
 * @example
 * const squaredLogits = defineLoss({
 *   name: 'squaredLogits',
 *   summary: 'Mean squared difference of the logits.',
 *   source: 'Ba & Caruana 2014, arXiv:1312.6184',
 *   needs: ['studentLogits', 'teacherLogits'],
 *   options: z.strictObject({}),
 *   create: () => ({
 *     traits: {
 *       level: 'logits', softened: false, perExample: true,
 *       sameClasses: true, zeroAtMatch: true, temperatureSquared: false,
 *     },
 *     compute: ({ studentLogits, teacherLogits }) => mean(squaredDifference(studentLogits, teacherLogits), -1),
 *   }),
 * })
 * squaredLogits().name // => 'squaredLogits'
 */
export function defineLoss<Schema extends AnySchema, Need extends SignalName, Use extends SignalName = never>(
  definition: Definition<Schema, LossBody<Need, Use>> & {
    /** Signals it cannot do without. */
    readonly needs: readonly Need[]
    /** Signals it takes where the run has them. */
    readonly uses?: readonly Use[]
  },
): ComponentFactory<'loss', Schema, Loss<Need, Use>> & {
  readonly needs: readonly Need[]
  readonly uses: readonly Use[]
} {
  const signals = { needs: definition.needs, uses: definition.uses ?? [] }
  const factory = defineComponent('loss', definition, (body) =>
    identify({ ...signals, ...body }, 'loss', definition.name),
  )
  return Object.assign(factory, signals)
}

/** Defines a temperature that reads the batch or learns. */
export function defineTemperature<Schema extends AnySchema, Need extends TemperatureSignal>(
  definition: Definition<Schema, TemperatureBody<Need>> & { readonly needs: readonly Need[] },
): ComponentFactory<'temperature', Schema, Temperature<Need>> & { readonly needs: readonly Need[] } {
  const { needs } = definition
  const factory = defineComponent('temperature', definition, (body) =>
    identify({ needs, ...body }, 'temperature', definition.name),
  )
  return Object.assign(factory, { needs })
}

/** Defines a source of knowledge. */
export function defineTeacher<Schema extends AnySchema>(
  definition: Definition<Schema, TeacherBody>,
): ComponentFactory<'teacher', Schema, TeacherBody & Identity<'teacher'>> {
  return defineObject('teacher', definition)
}

/** Defines an architecture that students are built by. */
export function defineStudent<Schema extends AnySchema>(
  definition: Definition<Schema, StudentArchitectureBody>,
): ComponentFactory<
  'studentArchitecture',
  Schema,
  StudentArchitectureBody & Identity<'studentArchitecture'>
> {
  return defineObject('studentArchitecture', definition)
}

/** Defines where examples come from. */
export function defineDataSource<Schema extends AnySchema>(
  definition: Definition<Schema, DataSourceBody>,
): ComponentFactory<'dataSource', Schema, DataSourceBody & Identity<'dataSource'>> {
  return defineObject('dataSource', definition)
}

/**
 * Defines what changes examples before they are trained on.
 *
 * @example
 * const darker = defineAugmentation({
 *   name: 'darker',
 *   summary: 'Takes away up to half of the light.',
 *   options: z.strictObject({}),
 *   create: () => ({
 *     level: 'example',
 *     apply: (values, { draw }) => {
 *       const light = 1 - draw() / 2
 *       return values.map((value) => value * light)
 *     },
 *   }),
 * })
 * darker().name // => 'darker'
 */
export function defineAugmentation<Schema extends AnySchema, Body extends AugmentationBody>(
  definition: Definition<Schema, Body>,
): ComponentFactory<'augmentation', Schema, Body & Identity<'augmentation'>> {
  return defineObject('augmentation', definition)
}

/** Defines a strategy that prepares batches with the networks at hand. */
export function defineStrategy<Schema extends AnySchema>(
  definition: Definition<Schema, StrategyBody>,
): ComponentFactory<'strategy', Schema, StrategyBody & Identity<'strategy'>> {
  return defineObject('strategy', definition)
}

/** Defines an update rule. */
export function defineOptimizer<Schema extends AnySchema>(
  definition: Definition<Schema, OptimizerBody>,
): ComponentFactory<'optimizer', Schema, OptimizerBody & Identity<'optimizer'>> {
  return defineObject('optimizer', definition)
}

/** Defines an observer of runs. */
export function defineCallback<Schema extends AnySchema>(
  definition: Definition<Schema, CallbackBody>,
): ComponentFactory<'callback', Schema, CallbackBody & Identity<'callback'>> {
  return defineObject('callback', definition)
}

/**
 * Defines a curve over training.
 *
 * @example
 * const halving = defineSchedule({
 *   name: 'halving',
 *   summary: 'Half as much after each epoch.',
 *   options: z.strictObject({ from: z.number() }),
 *   create: ({ from }) => ({ epoch }) => from * 0.5 ** Math.floor(epoch),
 * })
 * halving({ from: 8 })({ step: 0, steps: 10, epoch: 2, epochs: 5, fraction: 0.4 }) // => 2
 */
export function defineSchedule<Schema extends AnySchema>(
  definition: Definition<Schema, Schedule>,
): ComponentFactory<'schedule', Schema, Schedule & Identity<'schedule'>> {
  return defineComponent('schedule', definition, (body) => {
    const schedule: Schedule = (progress) => body(progress)
    return identify(schedule, 'schedule', definition.name)
  })
}

function defineObject<Kind extends ComponentKind, Schema extends AnySchema, Body extends object>(
  kind: Kind,
  definition: Definition<Schema, Body>,
) {
  return defineComponent(kind, definition, (body) => identify({ ...body }, kind, definition.name))
}

function defineComponent<Kind extends ComponentKind, Schema extends AnySchema, Body, Made extends object>(
  kind: Kind,
  definition: Definition<Schema, Body>,
  finish: (body: Body) => Made,
): ComponentFactory<Kind, Schema, Made> {
  const { name, summary, source, formula, advice, options: schema, create } = definition
  const make = (given: unknown) => {
    const options = validateOptions(name, schema, given ?? {})
    return withOptions(finish(create(options)), options)
  }
  const factory = (...given: readonly unknown[]) => make(given[0])
  return identify(
    Object.assign(factory, { summary, source, formula, advice, options: schema, make }),
    kind,
    name,
  )
}

/** A function's `name` cannot be assigned, only defined. */
function identify<Value extends object, Kind extends ComponentKind>(
  value: Value,
  kind: Kind,
  name: string,
): Value & Identity<Kind> {
  const property = (content: unknown) => ({ value: content, enumerable: true, configurable: true })
  return Object.defineProperties(value, {
    kind: property(kind),
    name: property(name),
    specVersion: property(1),
  }) as Value & Identity<Kind>
}
