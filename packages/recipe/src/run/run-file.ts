import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'

const runFileName = 'run.json'

const runFile = z.object({
  format: z.literal('potstill-run'),
  version: z.literal(1),
  created: z.iso.datetime(),
  origin: z.string().optional(),
  stages: z.array(
    z.object({ name: z.string(), metricsBytes: z.int().min(0), ended: z.boolean().optional() }),
  ),
  resumed: z.array(z.object({ at: z.iso.datetime(), changed: z.array(z.string()) })),
})

/** What `run.json` in a run's folder tells: all that another process needs to go on with the run. */
export interface RunFile {
  readonly format: 'potstill-run'
  readonly version: 1
  /** ISO 8601. */
  readonly created: string
  /** Where the recipe's paths start, as the one that started the run told it. */
  readonly origin?: string | undefined
  /** The stages that have started, in order. */
  readonly stages: readonly StageProgress[]
  /** When others went on with it, and what was other than at the start there: backend, versions, processor. */
  readonly resumed: readonly { readonly at: string; readonly changed: readonly string[] }[]
}

export interface StageProgress {
  readonly name: string
  /** Length of `metrics.jsonl` when it started. */
  readonly metricsBytes: number
  /** Trained to its end: it takes no step any more. */
  readonly ended?: boolean | undefined
}

export function newRunFile(origin: string | undefined): RunFile {
  const created = new Date().toISOString()
  return {
    format: 'potstill-run',
    version: 1,
    created,
    ...(origin !== undefined && { origin }),
    stages: [],
    resumed: [],
  }
}

export async function writeRunFile(storage: Storage, folder: string, file: RunFile): Promise<void> {
  const text = `${JSON.stringify(file, null, 2)}\n`
  await storage.write(`${folder}/${runFileName}`, new TextEncoder().encode(text))
}

/**
 * Reads what a run's folder tells of the run. Throws a PotstillError (`recipe/no-run`) where the folder is none of a run, or of
 * one that ended before it had begun to train.
 *
 * @example
 * import { memoryStorage } from '@potstill/formats'
 *
 * const storage = memoryStorage()
 * await readRunFile(storage, 'runs/digits-1').catch((error) => error.code) // => 'recipe/no-run'
 */
export async function readRunFile(storage: Storage, folder: string): Promise<RunFile> {
  const path = `${folder}/${runFileName}`
  const text = await readText(storage, path)
  if (text === undefined) throw noRun(folder, `${folder}, which has no ${runFileName}`)
  const parsed = runFile.safeParse(jsonOf(text))
  if (!parsed.success) throw noRun(folder, `${path}, which says something else`)
  return parsed.data
}

async function readText(storage: Storage, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await storage.read(path))
  } catch (error) {
    if (isPotstillError(error) && error.code === 'storage/not-found') return undefined
    throw error
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function noRun(folder: string, received: string): PotstillError {
  return new PotstillError({
    code: 'recipe/no-run',
    expected: 'the folder of a run that has begun',
    received,
    fix: `name a folder that a run was written to, or start anew if nothing was trained in ${folder}`,
  })
}
