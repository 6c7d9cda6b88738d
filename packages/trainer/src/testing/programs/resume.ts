import '@tensorflow/tfjs-backend-cpu'
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { folderStorage } from '@potstill/formats/node'
import { setBackend } from '@tensorflow/tfjs-core'
import { createTrainer } from '../../loop/create-trainer'
import { listener, resumable } from '../resumable'

/*
 * Trains, goes on from what is in the folder, and writes a line for each step and the digest of the weights at the end.
 *
 *     node resume.mjs FOLDER EPOCHS
 */

const [root = '', epochs = ''] = process.argv.slice(2)

await setBackend('cpu')
const heard = listener()
const options = resumable({
  storage: folderStorage({ root }),
  checkpoint: { everySteps: 1 },
  epochs: Number(epochs),
  resume: true,
})
const { best } = await createTrainer({
  ...options,
  callbacks: [
    heard,
    {
      kind: 'callback',
      name: 'lines',
      specVersion: 1,
      stepEnd: async ({ progress }) => {
        process.stdout.write(`step ${progress.step}\n`)
        // Somebody who listens shall not be left behind.
        await setTimeout(5)
      },
      notice: ({ message }) => void process.stdout.write(`notice ${message}\n`),
    },
  ],
}).run()
const weights = Float32Array.from([...options.student.weights(), options.student.passes()])
const sha256 = createHash('sha256').update(new Uint8Array(weights.buffer)).digest('hex')
process.stdout.write(`end ${JSON.stringify({ sha256, best, totals: heard.totals() })}\n`)
