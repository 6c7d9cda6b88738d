import { PotstillError } from '@potstill/spec'
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { batchShape } from './model-inputs'

/**
 * Finds where a model's raw logits come out. A last layer that is nothing but a softmax is stepped over. Throws a
 * PotstillError where the model has several outputs, where softmax or sigmoid is part of the last layer, and where the
 * output is neither `[B, C]` nor `[B, tokens, C]`.
 */
export function modelLogits(model: LayersModel, component: string): SymbolicTensor {
  const [output, ...others] = model.outputs
  if (output === undefined || others.length > 0) {
    throw new PotstillError({
      code: 'students/several-outputs',
      component,
      expected: 'a model with one output, the logits',
      received: `${model.outputs.length} outputs: ${model.outputNames.join(', ')}`,
      fix: 'make a model of the logits alone with tf.model({ inputs, outputs }); layers inside can be taps',
    })
  }
  const logits = beforeSoftmax(output)
  const squashing = lastActivation(logits.sourceLayer)
  if (squashing === 'softmax' || squashing === 'sigmoid') {
    throw new PotstillError({
      code: 'students/not-logits',
      component,
      expected: 'raw logits as the output, since a temperature divides them before the softmax',
      received: `activation ${squashing} in the last layer, ${logits.sourceLayer.name}`,
      fix:
        squashing === 'softmax'
          ? 'build the last layer without an activation, or with the softmax as a layer of its own, which is stepped over'
          : 'build the last layer without an activation and with one output per class',
    })
  }
  if (logits.shape.length !== 2 && logits.shape.length !== 3) {
    throw new PotstillError({
      code: 'students/logits-shape',
      component,
      expected: 'logits of shape [B, C] or [B, tokens, C]',
      received: batchShape(logits.shape),
      fix: 'end the model in a dense layer with one output per class',
    })
  }
  return logits
}

function beforeSoftmax(output: SymbolicTensor): SymbolicTensor {
  const layer = output.sourceLayer
  const separate = layer.getClassName() === 'Softmax' || layer.getClassName() === 'Activation'
  const [before] = output.inputs
  return separate && lastActivation(layer) === 'softmax' && before !== undefined ? before : output
}

function lastActivation(layer: layers.Layer): unknown {
  if (layer.getClassName() === 'Softmax') return 'softmax'
  const nested = (layer as Partial<LayersModel>).outputs?.[0]?.sourceLayer
  if (nested !== undefined) return lastActivation(nested)
  const config = layer.getConfig() as { activation?: unknown; layer?: { config?: { activation?: unknown } } }
  return config.activation ?? config.layer?.config?.activation
}
