import type { TapChoice } from '@potstill/layers-model'
import type { Teacher } from '@potstill/spec'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { layersNetwork } from './layers-network'
import type { ModelOutput } from './model-logits'

export interface LayersModelTeacherOptions {
  /** What the model's output is. Default: `'auto'`, probabilities where the last layer is a softmax, else logits. */
  readonly output?: ModelOutput
  /** Layers by the name of the tap. Default: every layer under its own name. */
  readonly taps?: TapChoice
  /** Default: the model's. */
  readonly name?: string
}

/**
 * Makes a teacher of a TensorFlow.js layers model that is in memory. The model stays the caller's: `close` does not
 * dispose it.
 *
 * Its output has to be `[B, C]` or `[B, tokens, C]`: logits, or probabilities p, which become logits ln max(p, 1e-37).
 * Throws a PotstillError for another shape, for several outputs and for a sigmoid.
 *
 * @example
 * const model = sequential({ layers: [layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] })
 * const teacher = layersModelTeacher(model)
 * const batch = { ids: tensor1d([0], 'int32'), inputs: zeros([1, 4]) }
 * const { logits } = await teacher.predict(batch, { logits: true, taps: [], views: false })
 * logits?.shape // => [1, 3]
 */
export function layersModelTeacher(model: LayersModel, options: LayersModelTeacherOptions = {}): Teacher {
  const { name = model.name, output = 'auto', taps = 'all' } = options
  const network = layersNetwork(model, { component: name, output, taps })
  return {
    kind: 'teacher',
    name,
    specVersion: 1,
    open: () => network.ability,
    predict: network.predict,
    fingerprint: network.fingerprint,
    close: () => network.dispose(),
  }
}
