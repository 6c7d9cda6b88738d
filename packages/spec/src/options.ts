import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ComponentKind, Identity, OptionsSchema } from './component'
import { PotstillError, type Issue } from './errors'

/**
 * The key that marks, in an option's JSON Schema, a place where a component is written by name:
 * `{ [componentKeyword]: 'schedule' }`. A recipe then accepts `name` or `{ name: options }` there.
 */
export const componentKeyword = 'x-potstill-component'

/** Tells whether a value is a component (or a factory of components) of the kind. */
export function isComponent<Kind extends ComponentKind>(value: unknown, kind: Kind): value is Identity<Kind> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    'kind' in value &&
    value.kind === kind
  )
}

/** Validates options against their schema; throws a PotstillError that lists every issue with its path. */
export function validateOptions<Schema extends OptionsSchema<unknown, unknown>>(
  component: string,
  schema: Schema,
  options: unknown,
): StandardSchemaV1.InferOutput<Schema> {
  const result = schema['~standard'].validate(options)
  if (result instanceof Promise) {
    throw new PotstillError({
      code: 'options/asynchronous-schema',
      component,
      expected: 'a schema that validates synchronously',
      received: 'a promise',
      fix: 'leave asynchronous refinements out of the options schema',
    })
  }
  if (result.issues === undefined) return result.value
  const issues = result.issues.map(plainIssue)
  throw new PotstillError({
    code: 'options/invalid',
    component,
    expected: 'options that fit its schema',
    received: issues
      .map(({ path, message }) => `${path.length === 0 ? 'options' : path.join('.')}: ${message}`)
      .join('; '),
    fix: `correct the options of ${component}`,
    issues,
  })
}

/** JSON Schema (draft 2020-12) of a factory's options, for editors and documentation. */
export function optionsJsonSchema(factory: {
  readonly options: OptionsSchema<unknown, unknown>
}): Record<string, unknown> {
  const { $schema: _, ...schema } = factory.options['~standard'].jsonSchema.input({
    target: 'draft-2020-12',
    libraryOptions: { unrepresentable: 'any' },
  })
  return schema
}

function plainIssue(issue: StandardSchemaV1.Issue): Issue {
  return {
    path: (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part)),
    message: issue.message,
  }
}
