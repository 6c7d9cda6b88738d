import { batchShape, lastActivation, modelOutput, type Speaker } from '@potstill/layers-model'
import { PotstillError } from '@potstill/spec'
import { log, maximum, type Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'

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
 * an output that is neither `[B, C]` nor `[B, tokens, C]` with C ≥ 2, and, with `'auto'`, a sigmoid.
 */
export function modelLogits(model: LayersModel, kind: ModelOutput, speaker: Speaker): ModelLogits {
  const { component } = speaker
  const output = modelOutput(model, speaker)
  const activation = lastActivation(output)
  if (kind === 'auto' && activation === 'sigmoid') {
    throw new PotstillError({
      code: 'teachers/sigmoid',
      component,
      expected: 'one output per class: raw logits, or probabilities from a softmax',
      received: `a sigmoid in the last layer, ${output.sourceLayer.name}, with output ${batchShape(output.shape)}`,
      fix: "rebuild the last layer with one output per class; where the outputs of an example do add up to 1, say output: 'probabilities'",
    })
  }
  if (output.shape.at(-1) === 1) {
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
