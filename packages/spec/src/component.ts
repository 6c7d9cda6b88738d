import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

export type ComponentKind =
  | 'loss'
  | 'schedule'
  | 'temperature'
  | 'teacher'
  | 'studentArchitecture'
  | 'dataSource'
  | 'augmentation'
  | 'strategy'
  | 'optimizer'
  | 'callback'

/** What every component carries. */
export interface Identity<Kind extends ComponentKind> {
  readonly kind: Kind
  readonly name: string
  readonly specVersion: 1
}

/**
 * The schema of a component's options: synchronous, and able to give JSON Schema. Any library that implements
 * Standard Schema and Standard JSON Schema will do; the built-in components use zod.
 */
export type OptionsSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output> &
  StandardJSONSchemaV1<Input, Output>

/** How a component is described, once, for code, recipes and documentation. */
export interface ComponentDefinition<Schema extends OptionsSchema<unknown, unknown>> {
  /** lowerCamelCase; the name in recipes. */
  readonly name: string
  /** One sentence for lists. */
  readonly summary: string
  /** The paper, with an identifier such as an arXiv number. */
  readonly source?: string
  /** What it computes, as plain text for a terminal: one or a few lines, with every letter explained. */
  readonly formula?: string
  /** When to use it, and with what: a few sentences on what it is good for, its usual weight, and what to beware of. */
  readonly advice?: string
  readonly options: Schema
}

/** No argument is needed where every option has a default. */
type OptionArguments<Input> = Record<never, never> extends Input ? [options?: Input] : [options: Input]

/**
 * What a `define…` function returns: call it with options to get a component; read its properties to list it,
 * document it, or build it from a recipe.
 */
export interface ComponentFactory<
  Kind extends ComponentKind,
  Schema extends OptionsSchema<unknown, unknown>,
  Made,
> extends Identity<Kind> {
  (...options: OptionArguments<StandardSchemaV1.InferInput<Schema>>): Made
  readonly summary: string
  readonly source: string | undefined
  readonly formula: string | undefined
  readonly advice: string | undefined
  readonly options: Schema
  /** The same as a call, for options whose type is not known: a recipe's. */
  make(options: unknown): Made
}

/** A factory of any options, as a registry holds it. */
export interface AnyFactory<Kind extends ComponentKind, Made> extends Identity<Kind> {
  readonly summary: string
  readonly source: string | undefined
  readonly formula: string | undefined
  readonly advice: string | undefined
  readonly options: OptionsSchema<unknown, unknown>
  make(options: unknown): Made
}
