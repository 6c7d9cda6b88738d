import { gunzip, isGzip, readIdx, type IdxArray } from '@potstill/formats'
import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import type { Examples } from './examples'

/** Names of the four files, as MNIST and the data sets that follow it have them. */
export const standardNames = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
}

/** The path of a file that lies in a folder as it is or gzipped; undefined where there is none. */
export async function findIdxFile(
  storage: Storage,
  folder: string,
  name: string,
): Promise<string | undefined> {
  const path = folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`
  for (const candidate of [path, `${path}.gz`]) {
    if (await storage.exists(candidate)) return candidate
  }
  return undefined
}

/** Reads images with their labels: pixels `[height, width, channels]`, one channel where the file has no such axis. */
export async function readIdxExamples(
  source: string,
  storage: Storage,
  paths: { readonly images: string; readonly labels: string },
): Promise<Examples> {
  const images = await readIdxFile(storage, paths.images)
  const labels = await readIdxFile(storage, paths.labels)
  if (images.shape.length < 2) {
    throw wrongShape(source, `inputs of at least 2 axes in ${paths.images}`, images.shape)
  }
  if (labels.shape.length !== 1) throw wrongShape(source, `labels of 1 axis in ${paths.labels}`, labels.shape)
  const [count = 0, ...inputShape] = images.shape
  if (count !== labels.data.length) {
    throw new PotstillError({
      code: 'data/count-mismatch',
      component: source,
      expected: `a label in ${paths.labels} for each of the ${count} inputs in ${paths.images}`,
      received: `${labels.data.length} labels`,
      fix: 'take both files from the same data set',
    })
  }
  return {
    inputShape: inputShape.length === 2 ? [...inputShape, 1] : inputShape,
    inputs: images.data,
    divisor: images.data instanceof Uint8Array ? 255 : 1,
    labels: Int32Array.from(labels.data),
    nameRow: (row) => `example ${row} (counted from 0) of ${paths.images}`,
  }
}

async function readIdxFile(storage: Storage, path: string): Promise<IdxArray> {
  const bytes = await storage.read(path)
  try {
    return readIdx(isGzip(bytes) ? await gunzip(bytes) : bytes)
  } catch (error) {
    if (!isPotstillError(error)) throw error
    const { code, expected, received, fix } = error
    const component = error.component ?? 'idx'
    throw new PotstillError({
      code,
      component,
      expected: `${expected} (${path})`,
      received,
      fix,
      cause: error,
    })
  }
}

function wrongShape(source: string, expected: string, shape: readonly number[]): PotstillError {
  return new PotstillError({
    code: 'data/shape',
    component: source,
    expected,
    received: `shape [${shape.join(', ')}]`,
    fix: 'check that the files are not swapped',
  })
}
