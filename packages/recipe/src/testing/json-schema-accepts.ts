interface Schema {
  readonly [keyword: string]: unknown
}

/** As much of JSON Schema (draft 2020-12) as recipes need. An unknown keyword is an error, so that nothing is passed over. */
export function jsonSchemaAccepts(root: Schema, value: unknown): boolean {
  const accepts = (schema: Schema | boolean, content: unknown): boolean =>
    typeof schema === 'boolean'
      ? schema
      : Object.entries(schema).every(([keyword, argument]) => {
          const check = checks[keyword]
          if (check === undefined) throw new Error(`unknown keyword ${keyword}`)
          return check(argument as never, content, schema)
        })

  const object = (content: unknown): content is Record<string, unknown> =>
    typeof content === 'object' && content !== null && !Array.isArray(content)
  const isType = (type: string, content: unknown) =>
    type === 'null'
      ? content === null
      : type === 'array'
        ? Array.isArray(content)
        : type === 'object'
          ? object(content)
          : type === 'integer'
            ? Number.isInteger(content)
            : typeof content === type
  const ifNumber = (test: (number: number) => boolean, content: unknown) =>
    typeof content !== 'number' || test(content)
  const ifArray = (test: (array: unknown[]) => boolean, content: unknown) =>
    !Array.isArray(content) || test(content)

  const annotation = () => true
  const checks: Record<string, (argument: never, content: unknown, schema: Schema) => boolean> = {
    $schema: annotation,
    $defs: annotation,
    title: annotation,
    description: annotation,
    default: annotation,
    $ref: (reference: string, content) => {
      const definition = (root.$defs as Record<string, Schema>)[reference.replace('#/$defs/', '')]
      if (definition === undefined) throw new Error(`nothing at ${reference}`)
      return accepts(definition, content)
    },
    const: (constant: unknown, content) => constant === content,
    enum: (values: unknown[], content) => values.includes(content),
    not: (schema: Schema, content) => !accepts(schema, content),
    anyOf: (schemas: Schema[], content) => schemas.some((schema) => accepts(schema, content)),
    type: (types: string | string[], content) => [types].flat().some((type) => isType(type, content)),
    properties: (properties: Record<string, Schema>, content) =>
      !object(content) ||
      Object.entries(properties).every(([key, schema]) => !(key in content) || accepts(schema, content[key])),
    required: (keys: string[], content) => !object(content) || keys.every((key) => key in content),
    additionalProperties: (schema: Schema | boolean, content, { properties = {} }) =>
      !object(content) ||
      Object.entries(content).every(([key, each]) => key in (properties as object) || accepts(schema, each)),
    propertyNames: (schema: Schema, content) =>
      !object(content) || Object.keys(content).every((key) => accepts(schema, key)),
    items: (schema: Schema, content, { prefixItems = [] }) =>
      ifArray(
        (array) => array.slice((prefixItems as []).length).every((each) => accepts(schema, each)),
        content,
      ),
    prefixItems: (schemas: Schema[], content) =>
      ifArray(
        (array) => schemas.every((schema, index) => index >= array.length || accepts(schema, array[index])),
        content,
      ),
    minItems: (least: number, content) => ifArray(({ length }) => length >= least, content),
    maxItems: (most: number, content) => ifArray(({ length }) => length <= most, content),
    minLength: (least: number, content) => typeof content !== 'string' || content.length >= least,
    pattern: (pattern: string, content) => typeof content !== 'string' || new RegExp(pattern).test(content),
    minimum: (least: number, content) => ifNumber((number) => number >= least, content),
    maximum: (most: number, content) => ifNumber((number) => number <= most, content),
    exclusiveMinimum: (least: number, content) => ifNumber((number) => number > least, content),
    exclusiveMaximum: (most: number, content) => ifNumber((number) => number < most, content),
  }
  return accepts(root, value)
}
