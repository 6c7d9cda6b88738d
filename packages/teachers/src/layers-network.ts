import type { Shape, TeacherAbility, TeacherBody } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import { model as makeModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { answer, type ForwardPass } from './answers'
import { fingerprintOf } from './fingerprint'
import { exampleShape, modelInputs } from './model-inputs'
import { modelLogits, type ModelOutput } from './model-logits'
import { checkTaps, modelTaps, type TapChoice } from './model-taps'

export interface LayersNetworkSettings {
  /** The component that errors speak for. */
  readonly component: string
  readonly output: ModelOutput
  readonly taps: TapChoice
}

/** A layers model that is in memory and answers as a teacher. */
export interface LayersNetwork extends Pick<TeacherBody, 'predict' | 'fingerprint'> {
  readonly ability: TeacherAbility
}

/** Makes a layers model answer as a teacher. It takes nothing over: whoever has the model disposes it. */
export function layersNetwork(model: LayersModel, settings: LayersNetworkSettings): LayersNetwork {
  const { component } = settings
  const { output, toLogits } = modelLogits(model, settings.output, component)
  const taps = modelTaps(model, settings.taps, component)
  const tapNames = [...taps.keys()]
  const readings = new Map<string, (tensors: Tensor[]) => Tensor[]>()

  /** One model per set of places that are read; all share the layers. They hold no tensors: nothing to dispose. */
  function readAt(places: readonly SymbolicTensor[]): (tensors: Tensor[]) => Tensor[] {
    const key = places.map(({ id }) => id).join()
    const known = readings.get(key)
    if (known !== undefined) return known
    const outputs = [...new Set(places)]
    const reader = makeModel({ inputs: model.inputs, outputs })
    const read = (tensors: Tensor[]) => {
      const given = reader.apply(tensors, { training: false }) as Tensor | Tensor[]
      const list = Array.isArray(given) ? given : [given]
      return places.map((place) => list[outputs.indexOf(place)] as Tensor)
    }
    readings.set(key, read)
    return read
  }

  const forward: ForwardPass = (inputs, want) => {
    checkTaps(want.taps, tapNames, component)
    const tapped = want.taps.map((tap) => taps.get(tap) as SymbolicTensor)
    const read = readAt(want.logits ? [...tapped, output] : tapped)
    const tensors = read(modelInputs(model, inputs, component))
    const features = Object.fromEntries(want.taps.map((tap, index) => [tap, tensors[index] as Tensor]))
    return want.logits ? { logits: toLogits(tensors[tapped.length] as Tensor), features } : { features }
  }

  const [input, ...otherInputs] = model.inputs
  return {
    ability: {
      gives: taps.size > 0 ? ['logits', 'features'] : ['logits'],
      logitsShape: exampleShape(output.shape),
      ...(input !== undefined && otherInputs.length === 0 ? { inputShape: exampleShape(input.shape) } : {}),
      features: Object.fromEntries(
        [...taps].map(([tap, { shape }]): [string, Shape] => [tap, exampleShape(shape)]),
      ),
      parameters: model.countParams(),
    },
    predict: (batch, want) => answer(batch, want, forward),
    fingerprint: () =>
      fingerprintOf(
        {
          model: model.getClassName(),
          config: model.getConfig(),
          output: settings.output,
          taps: settings.taps,
        },
        model.weights.map((weight) => [weight.originalName, weight.read()]),
      ),
  }
}
