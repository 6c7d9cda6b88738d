import { PotstillError } from '@potstill/spec'
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { batchShape } from './example-shape'
import type { Speaker } from './speaker'

/**
 * Finds where a classifier's answer comes out: the one output of the model, `[B, C]` or `[B, tokens, C]`. Throws a
 * PotstillError (`several-outputs`, `output-shape`) where the model has several, or one of another shape.
 */
export function modelOutput(model: LayersModel, { area, component }: Speaker): SymbolicTensor {
  const [output, ...others] = model.outputs
  if (output === undefined || others.length > 0) {
    throw new PotstillError({
      code: `${area}/several-outputs`,
      component,
      expected: 'a model with one output, the logits',
      received: `${model.outputs.length} outputs: ${model.outputNames.join(', ')}`,
      fix: 'make a model of that output alone with tf.model({ inputs, outputs }); layers inside can be taps',
    })
  }
  if (output.shape.length !== 2 && output.shape.length !== 3) {
    throw new PotstillError({
      code: `${area}/output-shape`,
      component,
      expected: 'an output of shape [B, C] or [B, tokens, C]',
      received: batchShape(output.shape),
      fix: 'end the model in a dense layer with one output per class',
    })
  }
  return output
}

/**
 * Names the activation that comes last before a place in a model, such as `'softmax'` or `'linear'`; undefined where the
 * layer there has none. Looks inside nested models and wrappers such as TimeDistributed.
 *
 * @example
 * const model = sequential({ layers: [layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] })
 * lastActivation(model.outputs[0]) // => 'softmax'
 */
export function lastActivation({ sourceLayer }: SymbolicTensor): string | undefined {
  const activation = activationOf(sourceLayer)
  return typeof activation === 'string' ? activation : undefined
}

function activationOf(layer: layers.Layer): unknown {
  if (layer.getClassName() === 'Softmax') return 'softmax'
  const nested = (layer as Partial<LayersModel>).outputs?.[0]?.sourceLayer
  if (nested !== undefined) return activationOf(nested)
  const config = layer.getConfig() as { activation?: unknown; layer?: { config?: { activation?: unknown } } }
  return config.activation ?? config.layer?.config?.activation
}
