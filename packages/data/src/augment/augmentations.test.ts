import { hashKey, isComponent, optionsJsonSchema, uniformStream, type Augmentation } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as everything from '../index'
import { augmentations, augmentedShape } from '../index'
import { imageShapes, noise } from '../testing/images'

/** Options for those that cannot do without, and stronger ones than the defaults. */
const options: Readonly<Record<string, object>> = {
  crop: { padding: 3 },
  colour: { brightness: 0.4, contrast: 0.4 },
  normalise: { mean: 0.5, deviation: 0.2 },
}
const made = augmentations.map(
  (factory) => [factory.name, factory.make(options[factory.name] ?? {})] as const,
)

describe('augmentations', () => {
  it('holds every augmentation that the package exports', () => {
    const exported = Object.values(everything).filter((value) => isComponent(value, 'augmentation'))
    expect(exported).toHaveLength(9)
    expect(new Set(augmentations)).toEqual(new Set(exported))
  })

  it.each(augmentations.map((factory) => [factory.name, factory] as const))(
    'describes every option of %s',
    (_, factory) => {
      const { properties } = optionsJsonSchema(factory) as {
        properties: Record<string, { description?: string }>
      }
      for (const [name, { description }] of Object.entries(properties)) {
        expect(description, name).toMatch(/\.$/)
      }
    },
  )

  it.each(made)(
    '%s keeps the shape, gives finite numbers, and the same for the same draws',
    (_, augmentation) => {
      fc.assert(
        fc.property(imageShapes, fc.integer(), (shape, seed) => {
          const changed = apply(augmentation, shape, seed)
          expect(augmentedShape(shape, [augmentation])).toEqual(shape)
          expect(changed).toHaveLength(4 * shape[0] * shape[1] * shape[2])
          expect(changed.every(Number.isFinite)).toBe(true)
          expect(apply(augmentation, shape, seed)).toEqual(changed)
        }),
      )
    },
  )
})

/** Applied to four images. */
function apply(augmentation: Augmentation, shape: readonly number[], seed: number): Float32Array {
  const inputs = noise([4, ...shape])
  const draws = [0, 1, 2, 3].map((row) => uniformStream(hashKey(seed, row)))
  if (augmentation.level === 'batch') return augmentation.apply({ inputs, shape }, draws).inputs
  const size = inputs.length / 4
  return Float32Array.from(
    draws.flatMap((draw, row) => [
      ...augmentation.apply(inputs.slice(row * size, (row + 1) * size), { shape, draw }),
    ]),
  )
}
