import type { OpenData, Storage } from '@potstill/spec'
import * as z from 'zod'
import { cifarReader, findCifarFiles, noCifarFiles, type CifarLayout } from './cifar-files'
import { cacheOption } from './reading/cache-option'
import { openReaders } from './reading/open-readers'
import { splitOptions, type SplitOptions } from './split-options'

/** Options of both CIFAR sources; names as the archives have them. */
export const cifarOptions = (train: readonly string[], test: readonly string[]) => ({
  ...splitOptions,
  path: z.string().describe('The folder with the binary files, unpacked.'),
  files: z
    .strictObject({
      train: z
        .array(z.string())
        .min(1)
        .default([...train]),
      test: z.array(z.string()).default([...test]),
    })
    .prefault({})
    .describe('Names of the files, where they are other ones; one * may stand for anything.'),
  ...cacheOption,
})

interface CifarToOpen extends CifarLayout {
  readonly path: string
  readonly files: { readonly train: readonly string[]; readonly test: readonly string[] }
  readonly classNames: readonly string[]
  readonly splits: SplitOptions
  readonly cacheBytes: number
}

/** Opens a folder of CIFAR's binary files. Test files may be absent. */
export async function openCifar(storage: Storage, given: CifarToOpen): Promise<OpenData> {
  const { source, path, files, classNames, splits, cacheBytes } = given
  const train = await findCifarFiles(storage, path, files.train)
  if (train.length === 0) throw noCifarFiles(source, path, files.train, 'train')
  const test = await findCifarFiles(storage, path, files.test)
  if (test.length === 0 && (splits.test ?? 0) > 0) throw noCifarFiles(source, path, files.test, 'test')
  return openReaders({
    source,
    training: await cifarReader(storage, train, given),
    test: test.length === 0 ? undefined : await cifarReader(storage, test, given),
    classNames,
    splits,
    cacheBytes,
  })
}
