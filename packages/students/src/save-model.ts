import { writeLayersModel } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { io } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { KeyedDropout } from './layers/dropout'

/**
 * Writes `model.json` and its weights below the folder. Our dropout is written as TensorFlow.js's own, the same in
 * inference, so that `tf.loadLayersModel` reads the files without any package of ours.
 */
export async function saveModel(model: LayersModel, storage: Storage, folder: string): Promise<void> {
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      await writeLayersModel(storage, folder, {
        ...artifacts,
        modelTopology: withPlainDropout(artifacts.modelTopology ?? {}),
      })
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
    }),
  )
}

function withPlainDropout(topology: object): object {
  return JSON.parse(JSON.stringify(topology), (key, value: unknown) =>
    key === 'class_name' && value === KeyedDropout.className ? 'Dropout' : value,
  ) as object
}
