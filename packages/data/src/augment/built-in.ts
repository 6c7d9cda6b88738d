import {
  defineAugmentation,
  type Augmentation,
  type AugmentationBody,
  type OptionsSchema,
} from '@potstill/spec'

/** How a thread makes a built-in augmentation again. */
export interface NamedAugmentation {
  readonly name: string
  /** Validated, so that they are made from again without change. */
  readonly options: unknown
}

const names = new WeakMap<Augmentation['apply'], NamedAugmentation>()

/** `defineAugmentation` for those of this package: what they make, a worker thread can make again. */
export function defineBuiltIn<Schema extends OptionsSchema<unknown, unknown>, Body extends AugmentationBody>(
  definition: Parameters<typeof defineAugmentation<Schema, Body>>[0],
): ReturnType<typeof defineAugmentation<Schema, Body>> {
  return defineAugmentation({
    ...definition,
    create: (options) => {
      const body = definition.create(options)
      names.set(body.apply, { name: definition.name, options })
      return body
    },
  })
}

/** Undefined where one of them was made from code of others: that cannot be handed to another thread. */
export function namesOf(augment: readonly Augmentation[]): readonly NamedAugmentation[] | undefined {
  const found = augment.flatMap(({ apply }) => names.get(apply) ?? [])
  return found.length === augment.length ? found : undefined
}
