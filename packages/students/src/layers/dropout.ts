import { PotstillError, type Random } from '@potstill/spec'
import { greaterEqual, mul, serialization, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'

type LayerConfig = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>
type CallArguments = Parameters<layers.Layer['call']>[1]

export interface KeyedDropoutConfig extends LayerConfig {
  /** The fraction of entries that is dropped, in `[0, 1)`. */
  readonly rate: number
  /** Shape of the mask, batch axis included: 1 shares one draw along an axis, `null` takes the input's size. */
  readonly noiseShape?: readonly (number | null)[] | null
}

/**
 * Drops entries in training and scales the others by `1 / (1 - rate)`; the identity in inference.
 *
 * Its mask comes from the `random` of the forward pass, under the name `<layer name>/mask`: a new one at each step, the
 * same one when the run is repeated or resumed. Give the layer a name that does not change from build to build, and
 * apply it once. Throws a PotstillError in training without `random`.
 *
 * Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting", in its inverted form.
 */
export class KeyedDropout extends layers.Layer {
  /** The class name in a saved model. */
  static readonly className = 'PotstillDropout'
  readonly rate: number
  readonly noiseShape: readonly (number | null)[] | null

  constructor({ rate, noiseShape = null, ...config }: KeyedDropoutConfig) {
    super(config)
    if (!(rate >= 0 && rate < 1)) {
      throw new PotstillError({
        code: 'students/dropout-rate',
        component: this.name,
        expected: 'a rate in [0, 1)',
        received: String(rate),
        fix: 'give the fraction of entries to drop, such as 0.2',
      })
    }
    this.rate = rate
    this.noiseShape = noiseShape
    this.supportsMasking = true
  }

  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    return inputShape
  }

  override call(inputs: Tensor | Tensor[], given: CallArguments): Tensor | Tensor[] {
    const input = Array.isArray(inputs) ? inputs[0] : inputs
    if (input === undefined || this.rate === 0 || !given['training']) return inputs
    const random = given['random'] as Random | undefined
    if (random === undefined) throw this.#lacksRandom()
    return tidy(() => {
      const drawn = random.uniform(`${this.name}/mask`, this.#maskShape(input))
      return mul(input, mul(greaterEqual(drawn, this.rate), 1 / (1 - this.rate)))
    })
  }

  override getConfig(): serialization.ConfigDict {
    const noiseShape = this.noiseShape === null ? null : [...this.noiseShape]
    return { ...super.getConfig(), rate: this.rate, noiseShape }
  }

  #maskShape({ shape }: Tensor): readonly number[] {
    return shape.map((size, axis) => this.noiseShape?.[axis] ?? size)
  }

  #lacksRandom(): PotstillError {
    return new PotstillError({
      code: 'students/dropout-without-random',
      component: this.name,
      expected:
        "a source of keyed random numbers in training, since TensorFlow.js's own generator repeats one mask when it is seeded and cannot be repeated when it is not",
      received: 'no `random` in the arguments of the call',
      fix: 'pass it: student.forward(inputs, { taps, training: true, random }), or model.apply(inputs, { training: true, random })',
      category: 'work',
    })
  }
}

serialization.registerClass(KeyedDropout)

/**
 * Makes a dropout layer whose masks can be repeated: see {@link KeyedDropout}.
 *
 * @example
 * dropout({ rate: 0.2, name: 'dropout1' }).rate // => 0.2
 */
export function dropout(config: KeyedDropoutConfig): KeyedDropout {
  return new KeyedDropout(config)
}
