import { PotstillError, type Shape, type Student, type StudentOutput } from '@potstill/spec'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import {
  model as makeModel,
  type LayersModel,
  type LayerVariable,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { copyModel } from './copy-model'
import { exampleShape, modelInputs, modelInputShape } from './model-inputs'
import { modelLogits } from './model-logits'
import { modelTaps, type TapChoice } from './model-taps'
import { nearestNames } from './nearest-names'
import { saveModel } from './save-model'

export interface FromLayersModelOptions {
  /** Layers by the name of the tap. Default: every layer under its own name. */
  readonly taps?: TapChoice
  /** Default: the model's. */
  readonly name?: string
}

/**
 * Makes a student of a TensorFlow.js layers model.
 *
 * The model's output has to be raw logits, `[B, C]` or `[B, tokens, C]`. A softmax that is a layer of its own at the
 * end is stepped over; one that is the activation of the last layer, or a sigmoid, throws a PotstillError. A feature is
 * the output of its tapped layer, activation included.
 *
 * The student takes the model over: it trains the model's own variables, and `dispose` disposes them. Any layer may
 * draw from `random`, which `forward` hands to each layer's `call` beside `training`; `dropout` of
 * `@potstill/students/layers` does. TensorFlow.js's own dropout works too, but a run with it cannot be repeated.
 *
 * @example
 * const model = sequential({
 *   layers: [
 *     layers.dense({ units: 8, activation: 'relu', inputShape: [4], name: 'hidden' }),
 *     layers.dense({ units: 3, name: 'logits' }),
 *   ],
 * })
 * const student = fromLayersModel(model)
 * student.taps // => { hidden: [8] }
 * student.logitsShape // => [3]
 * student.forward(zeros([2, 4]), { taps: ['hidden'], training: false }).features.hidden.shape // => [2, 8]
 */
export function fromLayersModel(model: LayersModel, options: FromLayersModelOptions = {}): Student {
  const { name = model.name, taps: choice = 'all' } = options
  const logits = modelLogits(model, name)
  const taps = modelTaps(model, logits, choice, name)
  const network =
    logits === model.outputs[0]
      ? model
      : makeModel({ inputs: model.inputs, outputs: logits, name: model.name })
  const variables = variablesOf(model.trainableWeights)
  const state = variablesOf(model.nonTrainableWeights)
  const tapped = new Map<string, Tapped>()

  /** One model per set of taps; all share the layers. They hold no tensors, so there is nothing to dispose. */
  function tappedAt(wanted: readonly string[]): Tapped {
    const key = JSON.stringify(wanted)
    const known = tapped.get(key)
    if (known !== undefined) return known
    const outputs = [...new Set([logits, ...wanted.map(tapOutput)])]
    const made = { model: makeModel({ inputs: model.inputs, outputs }), outputs }
    tapped.set(key, made)
    return made
  }

  function tapOutput(tap: string): SymbolicTensor {
    const output = taps.get(tap)
    if (output !== undefined) return output
    throw new PotstillError({
      code: 'students/unknown-tap',
      component: name,
      expected: 'the name of a tap',
      received: tap,
      fix:
        taps.size === 0
          ? 'this student has no taps'
          : `use one of ${nearestNames(tap, [...taps.keys()]).join(', ')}`,
    })
  }

  return {
    kind: 'student',
    name,
    specVersion: 1,
    inputShape: modelInputShape(model),
    logitsShape: exampleShape(logits.shape),
    taps: Object.fromEntries(
      [...taps].map(([tap, { shape }]): [string, Shape] => [tap, exampleShape(shape)]),
    ),
    variables,
    state,
    forward(inputs, { taps: wanted, training, random }): StudentOutput {
      const { model: at, outputs } = tappedAt(wanted)
      const answer = at.apply(modelInputs(model, inputs, name), { training, random }) as Tensor | Tensor[]
      const tensors = Array.isArray(answer) ? answer : [answer]
      const read = (output: SymbolicTensor) => tensors[outputs.indexOf(output)] as Tensor
      return {
        logits: read(logits),
        features: Object.fromEntries(wanted.map((tap) => [tap, read(tapOutput(tap))])),
      }
    },
    clone: () => fromLayersModel(copyModel(network, name), { name, taps: layerNames(taps) }),
    save: (storage, path) => saveModel(network, storage, path),
    dispose() {
      for (const variable of [...variables, ...state]) {
        if (!variable.isDisposed) variable.dispose()
      }
    },
  }
}

interface Tapped {
  readonly model: LayersModel
  readonly outputs: readonly SymbolicTensor[]
}

/** A layer's weight is a variable, which its declared type hides. */
function variablesOf(weights: readonly LayerVariable[]): readonly Variable[] {
  return weights.map((weight) => weight.read() as Variable)
}

function layerNames(taps: ReadonlyMap<string, SymbolicTensor>): Readonly<Record<string, string>> {
  return Object.fromEntries([...taps].map(([tap, { sourceLayer }]) => [tap, sourceLayer.name]))
}
