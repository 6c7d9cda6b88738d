import { PotstillError } from '@potstill/spec'

/**
 * Takes files out of an npz file (numpy's `savez` and `savez_compressed`: a zip file of npy files) by their names,
 * without `.npy`. All of the file is in memory while it is read; encrypted and Zip64 files are not read.
 *
 * Throws a PotstillError: `formats/npz-damaged`, or `formats/npz-name`, which lists the names that there are.
 *
 * @returns The npy file of each wanted name.
 */
export async function readNpz(
  bytes: Uint8Array,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { unzipSync } = await import('fflate')
  const names: string[] = []
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(bytes, {
      filter: ({ name }) => {
        const array = name.replace(/\.npy$/, '')
        names.push(array)
        return wanted.includes(array)
      },
    })
  } catch (cause) {
    throw new PotstillError({
      code: 'formats/npz-damaged',
      component: 'npz',
      expected: 'a whole zip file, as np.savez writes it',
      received: `${bytes.length} bytes that do not unpack (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: 'save the arrays again: the file is damaged, incomplete or no npz file',
      cause,
    })
  }
  const missing = wanted.find((name) => !names.includes(name))
  if (missing === undefined) {
    return new Map(Object.entries(files).map(([name, file]) => [name.replace(/\.npy$/, ''), file]))
  }
  throw new PotstillError({
    code: 'formats/npz-name',
    component: 'npz',
    expected: `an array '${missing}'`,
    received: `arrays ${names.join(', ')}`,
    fix: 'choose one of these names',
  })
}
