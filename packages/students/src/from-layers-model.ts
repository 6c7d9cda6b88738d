import { tapModel, type TapChoice } from '@potstill/layers-model'
import type { Student } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import { model as makeModel, type LayersModel, type LayerVariable } from '@tensorflow/tfjs-layers'
import { copyModel } from './copy-model'
import { modelLogits } from './model-logits'
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
  const { name = model.name, taps = 'all' } = options
  const speaker = {
    area: 'students',
    component: name,
    inputsFix: 'reshape the data, or build the student for the shape they have',
  }
  const logits = modelLogits(model, speaker)
  const tapped = tapModel(model, { speaker, logits, taps })
  const network =
    logits === model.outputs[0]
      ? model
      : makeModel({ inputs: model.inputs, outputs: logits, name: model.name })
  const variables = variablesOf(model.trainableWeights)
  const state = variablesOf(model.nonTrainableWeights)

  return {
    kind: 'student',
    name,
    specVersion: 1,
    inputShape: tapped.inputShape,
    logitsShape: tapped.logitsShape,
    taps: tapped.taps,
    variables,
    state,
    forward: (inputs, want) => tapped.forward(inputs, want),
    clone: () => fromLayersModel(copyModel(network, name), { name, taps: tapped.layers }),
    save: (storage, path) => saveModel(network, storage, path),
    dispose() {
      tapped.dispose()
      for (const variable of [...variables, ...state]) {
        if (!variable.isDisposed) variable.dispose()
      }
    },
  }
}

/** A layer's weight is a variable, which its declared type hides. */
function variablesOf(weights: readonly LayerVariable[]): readonly Variable[] {
  return weights.map((weight) => weight.read() as Variable)
}
