import '@tensorflow/tfjs-backend-cpu'
import { dispose, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { folderStorage } from '@potstill/formats/node'
import { cifar10 } from '../cifar10'

/** Reads every example of a folder once, in mixed order, and prints how many and the most memory that was resident, in bytes. */
async function iterate(path: string): Promise<void> {
  await setBackend('cpu')
  const data = await cifar10({ path }).open({ storage: folderStorage() })
  const before = process.memoryUsage().rss
  let most = before
  let examples = 0
  for await (const batch of data.split('train').batches({ batchSize: 256, order: { seed: 1, epoch: 0 } })) {
    examples += batch.ids.size
    dispose(Object.values(batch) as Tensor[])
    most = Math.max(most, process.memoryUsage().rss)
  }
  process.stdout.write(JSON.stringify({ examples, growth: most - before }))
}

void iterate(process.argv[2] ?? '')
