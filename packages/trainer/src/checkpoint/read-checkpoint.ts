import { readSafetensors, type SafeTensor } from '@potstill/formats'
import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import { readManifestText } from './manifest-text'
import { checkpointFormat, checkpointVersion, manifestFile, tensorFile, type Manifest } from './run-state'
import { sha256 } from './sha256'
import { safeDtypes } from './tensor-values'

export interface Checkpoint {
  readonly path: string
  readonly manifest: Manifest
  readonly tensors: Readonly<Record<string, SafeTensor>>
}

/** A checkpoint, or what is wrong with it. */
export type ReadCheckpoint = Checkpoint | { readonly path: string; readonly damage: string }

/**
 * Reads a checkpoint and proves that every byte is as it was written. Throws a PotstillError where another version of the format
 * wrote it, or where the storage fails.
 */
export async function readCheckpoint(storage: Storage, path: string): Promise<ReadCheckpoint> {
  const text = await readFile(storage, `${path}/${manifestFile}`)
  if (text === undefined) return { path, damage: `${manifestFile} is missing` }
  const content = await readManifestText(text)
  if (!isManifest(content)) return { path, damage: `${manifestFile} is not as it was written` }
  if (content.version !== checkpointVersion) throw otherVersion(path, content.version)

  const files = new Map<string, Uint8Array>()
  for (const [name, told] of Object.entries(content.files)) {
    const bytes = await readFile(storage, `${path}/${name}`)
    if (bytes === undefined) return { path, damage: `${name} is missing` }
    if (bytes.length !== told.bytes) {
      return { path, damage: `${name} has ${bytes.length} bytes of ${told.bytes}` }
    }
    if ((await sha256(bytes)) !== told.sha256) return { path, damage: `${name} is not as it was written` }
    files.set(name, bytes)
  }
  const bytes = files.get(tensorFile)
  if (bytes === undefined) return { path, damage: `${tensorFile} is not listed` }
  const { tensors } = readSafetensors(bytes)
  for (const [name, { dtype, shape }] of Object.entries(content.tensors)) {
    const found = tensors[name]
    const same = found && safeDtypes[found.dtype] === dtype && found.shape.join() === shape.join()
    if (same !== true)
      return { path, damage: `${tensorFile} has no ${name} of ${dtype} [${shape.join(', ')}]` }
  }
  return { path, manifest: content, tensors }
}

async function readFile(storage: Storage, path: string): Promise<Uint8Array | undefined> {
  try {
    return await storage.read(path)
  } catch (error) {
    if (isPotstillError(error) && error.code === 'storage/not-found') return undefined
    throw error
  }
}

/** Its digest has been compared: it is as Potstill wrote it. */
function isManifest(content: unknown): content is Manifest {
  return (
    typeof content === 'object' &&
    content !== null &&
    'format' in content &&
    content.format === checkpointFormat
  )
}

function otherVersion(path: string, version: number): PotstillError {
  return new PotstillError({
    code: 'trainer/checkpoint-version',
    expected: `a checkpoint of format version ${checkpointVersion} at ${path}`,
    received: `version ${version}`,
    fix: 'go on with the release of Potstill that wrote it, or leave `resume` out to start anew',
  })
}
