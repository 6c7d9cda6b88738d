import { PotstillError, type Storage } from '@potstill/spec'

const environmentFile = 'environment.json'

type Environment = Readonly<Record<string, unknown>>

export async function writeEnvironment(
  storage: Storage,
  folder: string,
  environment: Environment,
): Promise<void> {
  const text = `${JSON.stringify(environment, null, 2)}\n`
  await storage.write(`${folder}/${environmentFile}`, new TextEncoder().encode(text))
}

/**
 * Reads what a run's folder tells of the machine that the run began on, as it was given to `runRecipe`. Throws a PotstillError where
 * it tells nothing.
 *
 * @example
 * import { memoryStorage } from '@potstill/formats'
 *
 * const storage = memoryStorage({ 'runs/digits-1/environment.json': '{ "backend": "cpu" }' })
 * await readEnvironment(storage, 'runs/digits-1') // => { backend: 'cpu' }
 */
export async function readEnvironment(storage: Storage, folder: string): Promise<Environment> {
  const path = `${folder}/${environmentFile}`
  const text = new TextDecoder().decode(await storage.read(path))
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content === 'object' && content !== null) return { ...content }
  } catch (error) {
    throw damaged(path, error)
  }
  throw damaged(path)
}

function damaged(path: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'recipe/environment',
    expected: `what the run began on, in ${path}`,
    received: 'something else',
    fix: 'put the file back as it was',
    cause,
  })
}
