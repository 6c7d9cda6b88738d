import { readLayersModel } from '@potstill/formats'
import { PotstillError, type Storage } from '@potstill/spec'
import { dispose, io } from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'

/**
 * Loads a layers model, frozen, so that no optimizer takes its weights for the student's. Throws a PotstillError where
 * there is no file, where it holds something else, and where a layer's class is not known here.
 */
export async function loadModel(storage: Storage, path: string, component: string): Promise<LayersModel> {
  const artifacts = await readLayersModel(storage, path)
  let model: LayersModel
  try {
    model = await loadLayersModel(io.fromMemory(artifacts))
  } catch (cause) {
    throw cannotLoad(path, component, cause)
  }
  // The first line keeps a Sequential from thawing its weights when it is built; the second reaches nested models.
  model.trainable = false
  for (const weight of model.weights) weight.trainable = false
  return model
}

/** Disposes the model and, beyond what TensorFlow.js does, the weights of layers that are applied several times. */
export function unloadModel(model: LayersModel): void {
  const weights = model.weights.map((weight) => weight.read())
  model.dispose()
  dispose(weights.filter(({ isDisposed }) => !isDisposed))
}

function cannotLoad(path: string, component: string, cause: unknown): PotstillError {
  const message = cause instanceof Error ? cause.message : String(cause)
  const [, kind, className] = /^Unknown (\w+): ([^\s.]+)\./.exec(message) ?? []
  if (kind === undefined || className === undefined) {
    return new PotstillError({
      code: 'teachers/cannot-load',
      component,
      expected: `a layers model of TensorFlow.js in ${path}`,
      received: message.split('\n')[0] ?? '',
      fix: 'save the model again with model.save, or convert it again with tensorflowjs_converter --output_format tfjs_layers_model',
      cause,
    })
  }
  const ours = className.startsWith('Potstill')
  return new PotstillError({
    code: 'teachers/unknown-class',
    component,
    expected: `classes that are registered here, for every ${kind} in ${path}`,
    received: `the ${kind} ${className}`,
    fix: ours
      ? "import '@potstill/students/layers' before the teacher is opened"
      : `import the module that defines ${className} and calls tf.serialization.registerClass(${className}) before the teacher is opened`,
    cause,
  })
}
