import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** @import { LayersModel } from '@tensorflow/tfjs-layers' */

/**
 * Writes what is trained of each model, so that PyTorch can start from it: `{role}.json` has names and shapes,
 * `{role}.bin` the float32 values one after another.
 *
 * @param {string} folder
 * @param {Readonly<Record<string, LayersModel>>} models
 */
export async function writeWeights(folder, models) {
  for (const [role, model] of Object.entries(models)) {
    const weights = model.trainableWeights
    const listed = weights.map(({ originalName, shape }) => ({ name: originalName, shape }))
    const values = weights.map((weight) =>
      Buffer.from(new Uint8Array(weight.read().dataSync().slice().buffer)),
    )
    await writeFile(join(folder, `${role}.json`), JSON.stringify(listed))
    await writeFile(join(folder, `${role}.bin`), Buffer.concat(values))
  }
}
