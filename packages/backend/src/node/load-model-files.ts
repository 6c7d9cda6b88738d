import { io } from '@tensorflow/tfjs-core'
import { PotstillError } from '@potstill/spec'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Reads a `model.json` and the weights beside it, in one shard or in many. */
export async function loadModelFiles(path: string): Promise<io.ModelArtifacts> {
  const text = await read(path, {
    code: 'backend/model-not-found',
    expected: 'the model.json of a saved model',
    fix: `check the path; it names the file, as in file://folder/model.json`,
  })
  return io.getModelArtifactsForJSON(parse(path, text), async (manifest) => {
    const shards = manifest.flatMap((group) => group.paths).map((name) => join(dirname(path), name))
    const weights = manifest.flatMap((group) => group.weights)
    return [weights, await readShards(path, shards, weights)]
  })
}

function parse(path: string, text: Uint8Array): io.ModelJSON {
  try {
    return JSON.parse(new TextDecoder().decode(text)) as io.ModelJSON
  } catch (cause) {
    throw new PotstillError({
      code: 'backend/model-json',
      component: 'file://',
      expected: 'JSON of a saved model',
      received: `'${path}', which is no JSON`,
      fix: 'save the model again; the file may be damaged',
      cause,
    })
  }
}

async function readShards(
  model: string,
  shards: readonly string[],
  weights: readonly io.WeightsManifestEntry[],
): Promise<ArrayBuffer> {
  const parts = await Promise.all(
    shards.map((shard) =>
      read(shard, {
        code: 'backend/weights-not-found',
        expected: `the weights that '${model}' names`,
        fix: 'put all files of the model into one folder',
      }),
    ),
  )
  const data = io.CompositeArrayBuffer.join(parts.map((part) => new Uint8Array(part).buffer))
  const expected = bytesOf(weights)
  if (expected !== undefined && data.byteLength !== expected) {
    throw new PotstillError({
      code: 'backend/weights-size',
      component: 'file://',
      expected: `${expected} bytes of weights, as '${model}' describes them`,
      received: `${data.byteLength} bytes in ${shards.map((shard) => `'${shard}'`).join(', ')}`,
      fix: 'save or download the model again; model.json and the weights do not belong together',
    })
  }
  return data
}

/** What the weights take on disk; undefined where strings among them hide it. */
function bytesOf(weights: readonly io.WeightsManifestEntry[]): number | undefined {
  const size = { float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2, float16: 2 }
  let bytes = 0
  for (const { shape, dtype, quantization } of weights) {
    const stored = quantization?.dtype ?? dtype
    if (stored === 'string') return undefined
    bytes += shape.reduce((product, length) => product * length, size[stored])
  }
  return bytes
}

async function read(
  path: string,
  failure: { readonly code: string; readonly expected: string; readonly fix: string },
): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const what =
      { ENOENT: 'which does not exist', EISDIR: 'which is a folder' }[code ?? ''] ?? `which fails: ${code}`
    throw new PotstillError({ ...failure, component: 'file://', received: `'${path}', ${what}`, cause })
  }
}
