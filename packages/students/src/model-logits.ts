import { lastActivation, modelOutput, type Speaker } from '@potstill/layers-model'
import { PotstillError } from '@potstill/spec'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'

/**
 * Finds where a model's raw logits come out. A last layer that is nothing but a softmax is stepped over. Throws a
 * PotstillError where the model has several outputs, where the output is neither `[B, C]` nor `[B, tokens, C]`, and
 * where softmax or sigmoid is part of the last layer.
 */
export function modelLogits(model: LayersModel, speaker: Speaker): SymbolicTensor {
  const logits = beforeSoftmax(modelOutput(model, speaker))
  const squashing = lastActivation(logits)
  if (squashing === 'softmax' || squashing === 'sigmoid') {
    throw new PotstillError({
      code: 'students/not-logits',
      component: speaker.component,
      expected: 'raw logits as the output, since a temperature divides them before the softmax',
      received: `activation ${squashing} in the last layer, ${logits.sourceLayer.name}`,
      fix:
        squashing === 'softmax'
          ? 'build the last layer without an activation, or with the softmax as a layer of its own, which is stepped over'
          : 'build the last layer without an activation and with one output per class',
    })
  }
  return logits
}

function beforeSoftmax(output: SymbolicTensor): SymbolicTensor {
  const kind = output.sourceLayer.getClassName()
  const separate = kind === 'Softmax' || kind === 'Activation'
  const [before] = output.inputs
  return separate && lastActivation(output) === 'softmax' && before !== undefined ? before : output
}
