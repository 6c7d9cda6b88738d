import type { OpenData } from '@potstill/spec'
import { PotstillError } from '@potstill/spec'
import { augmentedShape } from './augment-example'
import { augmented, type AugmentOptions } from './augmented'

export interface AugmentedDataOptions extends Omit<AugmentOptions, 'evaluation' | 'classes'> {
  /** Splits that are augmented; the others get what needs no draw. Default: `train`. */
  readonly splits?: readonly string[] | undefined
}

/**
 * Wraps open data: `train` is augmented, and what needs no draw, such as a normalisation, is done on every split. The input
 * shape is the one that comes out: build the student for it.
 *
 * Throws a PotstillError: `data/augment-shape` where an augmentation does not fit the inputs, `data/augment-inputs` for
 * several inputs by name.
 *
 * @example
 * const source = arrays({ inputs: new Uint8Array(300), shape: [5, 5, 3], divisor: 255, labels: [0, 1, 0, 1] })
 * const data = augmentedData(await source.open({}), { augment: [crop({ size: 4 }), flip()], seed: 1 })
 * data.spec.inputShape // => [4, 4, 3]
 */
export function augmentedData(data: OpenData, options: AugmentedDataOptions): OpenData {
  const { splits = ['train'], ...shared } = options
  const { inputShape, classes } = data.spec
  if (!Array.isArray(inputShape)) {
    throw new PotstillError({
      code: 'data/augment-inputs',
      expected: 'data with one input, to augment',
      received: `inputs by name: ${Object.keys(inputShape).join(', ')}`,
      fix: 'leave augment out for these data',
    })
  }
  return {
    ...data,
    spec: { ...data.spec, inputShape: augmentedShape(inputShape as readonly number[], options.augment) },
    split: (name) => augmented(data.split(name), { ...shared, classes, evaluation: !splits.includes(name) }),
    close: async () => {
      await options.workers?.close()
      await data.close?.()
    },
  }
}
