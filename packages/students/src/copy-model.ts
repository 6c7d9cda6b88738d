import { PotstillError } from '@potstill/spec'
import { serialization } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/** TensorFlow.js calls `fromConfig` of models with more than the declared two arguments. */
type ModelFromConfig = (
  cls: unknown,
  config: unknown,
  customObjects: object,
  fastWeightInit: boolean,
) => LayersModel

/** The same network with variables of its own that hold the same values. Layers keep their names. */
export function copyModel(model: LayersModel, component: string): LayersModel {
  const [cls, fromConfig] = serialization.SerializationMap.getMap().classNameMap[model.getClassName()] ?? []
  let copy: LayersModel
  try {
    const build = fromConfig as unknown as ModelFromConfig
    copy = build(cls, model.getConfig(), {}, true)
  } catch (cause) {
    throw new PotstillError({
      code: 'students/cannot-copy',
      component,
      expected: 'a model that can be rebuilt from its configuration',
      received: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
      fix: 'register custom layers with tf.serialization.registerClass and give each a getConfig',
      category: 'work',
      cause,
    })
  }
  for (const [index, weight] of copy.weights.entries()) {
    const original = model.weights[index]
    if (original !== undefined) weight.write(original.read())
  }
  return copy
}
