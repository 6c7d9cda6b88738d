import '@tensorflow/tfjs-backend-cpu'
import { dispose, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { folderStorage } from '@potstill/formats/node'
import { cifar10 } from '../cifar10'
import { imageFolder } from '../image-folder'
import { npy } from '../npy'
import { parquet } from '../parquet'
import { stream } from '../stream'

const sources: Readonly<Record<string, (path: string) => ReturnType<typeof cifar10>>> = {
  cifar10: (path) => cifar10({ path }),
  imageFolder: (path) => imageFolder({ path }),
  npy: (path) => npy({ inputs: path }),
  parquet: (path) => parquet({ path, inputs: 'image' }),
  // What would be a path is how many examples there are.
  stream: (count) => stream({ train: () => noise(Number(count)), shape: [128, 128, 3], buffer: 64 }),
}

async function* noise(count: number) {
  for (let index = 0; index < count; index++) yield { inputs: new Float32Array(128 * 128 * 3).fill(index) }
}

/** Reads every example once, in mixed order, and prints how many and by how much the memory that is resident grew, in bytes. */
async function iterate(source: string, path: string): Promise<void> {
  await setBackend('cpu')
  const data = await sources[source]?.(path).open({ storage: folderStorage() })
  const train = data?.split('train')
  if (train === undefined) throw new RangeError(`no source ${source}`)
  const before = process.memoryUsage().rss
  let most = before
  let examples = 0
  for await (const batch of train.batches({ batchSize: 16, order: { seed: 1, epoch: 0 } })) {
    examples += batch.ids.size
    dispose(Object.values(batch) as Tensor[])
    most = Math.max(most, process.memoryUsage().rss)
  }
  process.stdout.write(JSON.stringify({ examples, growth: most - before }))
}

void iterate(process.argv[2] ?? '', process.argv[3] ?? '')
