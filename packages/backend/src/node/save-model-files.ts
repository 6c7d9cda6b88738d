import { io } from '@tensorflow/tfjs-core'
import { PotstillError } from '@potstill/spec'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from './replace-file'

/**
 * Writes `model.json` and `weights.bin` into a folder, which is made where there is none. Each file is replaced at once
 * or not at all.
 */
export async function saveModelFiles(folder: string, model: io.ModelArtifacts): Promise<io.SaveResult> {
  if (model.modelTopology instanceof ArrayBuffer) {
    throw new PotstillError({
      code: 'backend/binary-topology',
      component: 'file://',
      expected: 'a model whose topology is JSON',
      received: 'a binary one',
      fix: 'convert the model with tensorflowjs_converter',
    })
  }
  await makeFolder(folder)
  const { weightData, weightSpecs, ...described } = model
  await replaceFile(join(folder, 'weights.bin'), new Uint8Array(io.CompositeArrayBuffer.join(weightData)))
  await replaceFile(
    join(folder, 'model.json'),
    JSON.stringify({
      ...described,
      weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }],
    }),
  )
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(model) }
}

async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined)
  if (there !== undefined && !there.isDirectory()) {
    throw new PotstillError({
      code: 'backend/not-a-folder',
      component: 'file://',
      expected: 'a folder to save the model in',
      received: `'${folder}', which is a file`,
      fix: 'name a folder; model.json and weights.bin are written into it',
    })
  }
  await mkdir(folder, { recursive: true })
}
