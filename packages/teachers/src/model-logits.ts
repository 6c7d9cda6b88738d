import { PotstillError } from '@potstill/spec'
import { log, maximum, type Tensor } from '@tensorflow/tfjs-core'
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { batchShape } from './model-inputs'

/** What a model's output is; `'auto'`: probabilities where the last layer is a softmax, else logits. */
export type ModelOutput = 'auto' | 'logits' | 'probabilities'

/** Above the smallest normal float32, so that no backend takes it for 0. */
const smallestProbability = 1e-37

export interface ModelLogits {
  /** Where the model's answer comes out, `[B, C]` or `[B, tokens, C]`. */
  readonly output: SymbolicTensor
  /** The answer as logits. */
  readonly toLogits: (answer: Tensor) => Tensor
}

/**
 * Finds a model's answer and how it becomes logits. Log-probabilities are logits, so probabilities p become
 * ln max(p, 1e-37): classes more than 85 nats below certainty are cut there. Throws a PotstillError for several outputs,
 * an output that is neither `[B, C]` nor `[B, tokens, C]`, and, with `'auto'`, a sigmoid.
 */
export function modelLogits(model: LayersModel, kind: ModelOutput, component: string): ModelLogits {
  const [output, ...others] = model.outputs
  if (output === undefined || others.length > 0) {
    throw new PotstillError({
      code: 'teachers/several-outputs',
      component,
      expected: 'a model with one output, the answer',
      received: `${model.outputs.length} outputs: ${model.outputNames.join(', ')}`,
      fix: 'make a model of the answer alone with tf.model({ inputs, outputs }); layers inside can be taps',
    })
  }
  const activation = lastActivation(output.sourceLayer)
  if (kind === 'auto' && activation === 'sigmoid') {
    throw new PotstillError({
      code: 'teachers/sigmoid',
      component,
      expected: 'one output per class: raw logits, or probabilities from a softmax',
      received: `a sigmoid in the last layer, ${output.sourceLayer.name}, with output ${batchShape(output.shape)}`,
      fix: "rebuild the last layer with one output per class; where the outputs of an example do add up to 1, say output: 'probabilities'",
    })
  }
  const classes = output.shape.at(-1)
  if ((output.shape.length !== 2 && output.shape.length !== 3) || classes === 1) {
    throw new PotstillError({
      code: 'teachers/output-shape',
      component,
      expected: 'an output of shape [B, C] or [B, tokens, C], with C ≥ 2 classes',
      received: batchShape(output.shape),
      fix: 'end the model in one output per class',
    })
  }
  const probabilities = kind === 'probabilities' || (kind === 'auto' && activation === 'softmax')
  return {
    output,
    toLogits: probabilities ? (answer) => log(maximum(answer, smallestProbability)) : (answer) => answer,
  }
}

function lastActivation(layer: layers.Layer): unknown {
  if (layer.getClassName() === 'Softmax') return 'softmax'
  const nested = (layer as Partial<LayersModel>).outputs?.[0]?.sourceLayer
  if (nested !== undefined) return lastActivation(nested)
  const config = layer.getConfig() as { activation?: unknown; layer?: { config?: { activation?: unknown } } }
  return config.activation ?? config.layer?.config?.activation
}
