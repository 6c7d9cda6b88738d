import { writeSafetensors } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import { manifestText } from './manifest-text'
import {
  checkpointFormat,
  checkpointVersion,
  manifestFile,
  tensorFile,
  type Manifest,
  type RunNumbers,
  type RunSettings,
  type RunState,
} from './run-state'
import { sha256 } from './sha256'
import { describeVariables, readVariables } from './tensor-values'

/** Writes a whole checkpoint below `path`. Where that fails, what was written of it is removed. */
export async function writeCheckpoint(
  storage: Storage,
  path: string,
  variables: Readonly<Record<string, Variable>>,
  { settings, numbers }: { readonly settings: RunSettings; readonly numbers: RunNumbers },
  state: RunState,
): Promise<void> {
  try {
    await storage.remove(path)
    const bytes = writeSafetensors(await readVariables(variables))
    const manifest: Manifest = {
      format: checkpointFormat,
      version: checkpointVersion,
      settings,
      numbers,
      state,
      tensors: describeVariables(variables),
      files: { [tensorFile]: { bytes: bytes.length, sha256: await sha256(bytes) } },
    }
    await storage.write(`${path}/${tensorFile}`, bytes)
    await storage.write(`${path}/${manifestFile}`, await manifestText(manifest))
  } catch (error) {
    await storage.remove(path).catch(() => undefined)
    throw error
  }
}
