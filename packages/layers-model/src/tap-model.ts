import type { ForwardWant, Inputs, InputShape, NamedTensors, Shape } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import { model as makeModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { compiledPass } from './compiled-pass'
import { exampleShape } from './example-shape'
import { checkTaps, findTaps, type TapChoice } from './find-taps'
import { modelInputs, modelInputShape } from './model-inputs'
import { modelOutput } from './model-output'
import type { Speaker } from './speaker'

export interface TapModelOptions {
  readonly speaker: Speaker
  /** Where the logits, or what becomes them, come out. Default: the model's one output, which has to be `[B, C]` or `[B, tokens, C]`. */
  readonly logits?: SymbolicTensor
  /** Layers by the name of the tap. Default: every layer under its own name. */
  readonly taps?: TapChoice
}

export interface TappedModel {
  /** Shape of one example's inputs: by name where the model has several. */
  readonly inputShape: InputShape
  /** Shape of one example's logits, `[C]` or `[tokens, C]`. */
  readonly logitsShape: Shape
  /** Places whose features can be asked for, with the shape of one example's features. */
  readonly taps: Readonly<Record<string, Shape>>
  /** The layer behind each tap: the `taps` that find the same places in a copy of the model. */
  readonly layers: Readonly<Record<string, string>>
  /** One pass that gives logits `[B, C]` or `[B, tokens, C]`, and the features of the wanted taps. */
  forward(
    inputs: Inputs,
    want: ForwardWant,
  ): { readonly logits: Tensor; readonly features: Readonly<Record<string, Tensor>> }
  /** One pass that goes no further than the wanted taps. */
  features(inputs: Inputs, want: ForwardWant): NamedTensors
  /** Frees what passes keep. The model stays, and passes go on working. */
  dispose(): void
}

/** Reads some places of the model in one pass. */
interface Reader {
  read(inputs: Tensor[], want: ForwardWant): readonly Tensor[]
  dispose(): void
}

/**
 * Reads logits and features out of a layers model in one forward pass. The model stays the caller's, and so do the
 * tensors. `training` and `random` reach each layer's `call`. In inference, a pass without `random` is compiled where the
 * backend compiles and no gradient is taken of it: `dispose` frees that.
 *
 * Throws PotstillErrors that speak for `speaker`: where the model has several outputs or one of another shape, where a
 * tap's layer is unknown, and, in a pass, where inputs do not fit or a tap is unknown.
 *
 * @example
 * const model = sequential({
 *   layers: [
 *     layers.dense({ units: 8, activation: 'relu', inputShape: [4], name: 'hidden' }),
 *     layers.dense({ units: 3, name: 'logits' }),
 *   ],
 * })
 * const speaker = { area: 'students', component: 'mine', inputsFix: 'reshape the data' }
 * const tapped = tapModel(model, { speaker, taps: { middle: 'hidden' } })
 * tapped.taps // => { middle: [8] }
 * const { logits, features } = tapped.forward(zeros([2, 4]), { taps: ['middle'], training: false })
 * logits.shape // => [2, 3]
 * features.middle?.shape // => [2, 8]
 */
export function tapModel(model: LayersModel, options: TapModelOptions): TappedModel {
  const { speaker, logits = modelOutput(model, speaker), taps: choice = 'all' } = options
  const taps = findTaps(model, logits, choice, speaker)
  const names = [...taps.keys()]
  const readers = new Map<string, Reader>()

  /** One model per set of places that are read; all share the layers, and hold no tensors of their own. */
  function readerOf(places: readonly SymbolicTensor[]) {
    const key = places.map(({ id }) => id).join()
    const known = readers.get(key)
    if (known !== undefined) return known
    const outputs = [...new Set(places)]
    const network = makeModel({ inputs: model.inputs, outputs })
    const apply = (inputs: Tensor[], { training, random }: Partial<ForwardWant>): readonly Tensor[] => {
      const given = network.apply(inputs, { training, random }) as Tensor | Tensor[]
      return Array.isArray(given) ? given : [given]
    }
    const inference = compiledPass((inputs) => apply(inputs, { training: false }))
    const reader: Reader = {
      read(inputs, want) {
        const pure = !want.training && want.random === undefined
        const list = pure ? inference.run(inputs) : apply(inputs, want)
        return places.map((place) => list[outputs.indexOf(place)] as Tensor)
      },
      dispose: () => inference.dispose(),
    }
    readers.set(key, reader)
    return reader
  }

  function placesOf(wanted: readonly string[]): readonly SymbolicTensor[] {
    checkTaps(wanted, names, speaker)
    return wanted.map((tap) => taps.get(tap) as SymbolicTensor)
  }

  const named = (wanted: readonly string[], tensors: readonly Tensor[]) =>
    Object.fromEntries(wanted.map((tap, index) => [tap, tensors[index] as Tensor]))

  return {
    inputShape: modelInputShape(model),
    logitsShape: exampleShape(logits.shape),
    taps: Object.fromEntries(
      [...taps].map(([tap, { shape }]): [string, Shape] => [tap, exampleShape(shape)]),
    ),
    layers: Object.fromEntries([...taps].map(([tap, { sourceLayer }]) => [tap, sourceLayer.name])),
    forward(inputs, want) {
      const reader = readerOf([logits, ...placesOf(want.taps)])
      const [answer, ...features] = reader.read(modelInputs(model, inputs, speaker), want)
      return { logits: answer as Tensor, features: named(want.taps, features) }
    },
    features(inputs, want) {
      const places = placesOf(want.taps)
      if (places.length === 0) return {}
      return named(want.taps, readerOf(places).read(modelInputs(model, inputs, speaker), want))
    },
    dispose() {
      for (const reader of readers.values()) reader.dispose()
    },
  }
}
