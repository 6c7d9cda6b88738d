import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs-core'
import { compile, registerBackend } from '../../index'
import { minimizer, smallTask } from '../small-network'

/*
 * Trains in the main thread and in workers at the same time; then workers end in the middle of their work, and the main
 * thread goes on. Writes what became of each as JSON. The bundle is the workers' program too.
 *
 *     node workers.mjs
 */

/** What a thread is asked to do. */
interface Task {
  readonly seed: number
  /** How it ends in the middle of its work; default: it does not. */
  readonly end?: 'exit' | 'throw' | 'terminate'
}

export interface Ended {
  readonly losses: readonly number[]
  readonly exitCode?: number
  readonly error?: string
}

export interface Answer {
  /** In the main thread, before there is a worker. */
  readonly alone: readonly number[]
  /** In the main thread, while two workers train. */
  readonly beside: readonly number[]
  readonly workers: readonly Ended[]
  /** Workers that end in the middle of their work, one after the other. */
  readonly ended: readonly Ended[]
  /** In the main thread, after all that. */
  readonly after: readonly number[]
}

const steps = 60

if (isMainThread) {
  const alone = await train({ seed: 4 })
  const running = [inWorker({ seed: 4 }), inWorker({ seed: 5 })]
  const beside = await train({ seed: 4 })
  const workers = await Promise.all(running)
  const ended: Ended[] = []
  for (const end of ['exit', 'throw', 'terminate'] as const) ended.push(await inWorker({ seed: 4, end }))
  const after = await train({ seed: 4 })
  const answer: Answer = { alone, beside, workers, ended, after }
  process.stdout.write(JSON.stringify(answer))
} else {
  parentPort!.postMessage(await train(workerData as Task), [])
}

/** Trains a small network with a compiled step; returns the losses. */
async function train({ seed, end }: Task): Promise<number[]> {
  await registerBackend({ threads: 2 })
  await tf.setBackend('onnxruntime')
  const { network, inputs, labels } = smallTask({ seed })
  const step = compile(minimizer(tf.train.adam(0.01), network))
  const losses: number[] = []
  for (let i = 0; i < steps; i++) {
    losses.push(tf.tidy(() => step(inputs, labels).dataSync()[0]!))
    // Lets other threads, and messages, have their turn.
    await new Promise((resolve) => setImmediate(resolve))
    if (i === steps / 2 && end !== undefined) await endHere(end)
  }
  step.dispose()
  return losses
}

async function endHere(end: NonNullable<Task['end']>): Promise<void> {
  if (end === 'exit') process.exit(3)
  if (end === 'throw') throw new RangeError('a worker fails')
  parentPort!.postMessage([], [])
  await new Promise(() => setInterval(() => undefined, 1000))
}

function inWorker(task: Task): Promise<Ended> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  let [losses, error]: [number[], string | undefined] = [[], undefined]
  worker.on('message', (received: number[]) => {
    losses = received
    if (task.end === 'terminate') void worker.terminate()
  })
  worker.on('error', (thrown) => {
    error = thrown.message
  })
  return new Promise((resolve) => {
    worker.on('exit', (exitCode) => resolve({ losses, exitCode, ...(error !== undefined && { error }) }))
  })
}
