import { PotstillError } from '@potstill/spec'
import { Worker } from 'node:worker_threads'
import type { AugmentedArrays } from '../augment/plan'
import { threadRole, type Answer, type Job } from './job'
import { moved, owned, shared } from './shared-arrays'

/** A worker thread and what it has been asked. */
export interface Thread {
  /** Jobs that it has not answered. */
  readonly pending: number
  readonly ended: boolean
  send(job: Omit<Job, 'number'>): Promise<AugmentedArrays>
  end(): Promise<void>
}

interface Waiting {
  /** The batch's own, which get the answer's values. */
  readonly inputs: Float32Array
  /** Where the thread sees them. */
  readonly room: Float32Array
  readonly resolve: (made: AugmentedArrays) => void
  readonly reject: (error: PotstillError) => void
}

/** Starts a thread. It keeps the process alive only while a job is unanswered. */
export function startThread(program: URL): Thread {
  // The process's own flags are not a thread's: `--input-type`, for one, forbids files.
  const worker = new Worker(program, { name: threadRole, workerData: threadRole, execArgv: [] })
  const waiting = new Map<number, Waiting>()
  const rooms: Float32Array[] = []
  let ended = false
  let sent = 0

  function settle(number: number, how: (waiting: Waiting) => void): void {
    const found = waiting.get(number)
    waiting.delete(number)
    if (waiting.size === 0) worker.unref()
    if (found !== undefined) how(found)
  }
  function fail(what: string, cause?: unknown): void {
    ended = true
    for (const number of waiting.keys()) settle(number, ({ reject }) => reject(workerEnded(what, cause)))
  }

  worker.unref()
  worker.on('message', (answer: Answer) => {
    settle(answer.number, ({ inputs, room, resolve, reject }) => {
      if ('made' in answer) resolve(moved(answer.made, owned, inputs))
      else reject(new PotstillError(answer.error))
      rooms.push(room)
    })
  })
  worker.on('error', (error: unknown) => fail(error instanceof Error ? error.message : String(error), error))
  worker.on('exit', (code) => fail(`its end, with exit code ${code}`))

  return {
    get pending() {
      return waiting.size
    },
    get ended() {
      return ended
    },
    send(job) {
      const number = sent++
      return new Promise((resolve, reject) => {
        const { inputs } = job.batch
        const room = shared(inputs, rooms.pop())
        waiting.set(number, { inputs, room, resolve, reject })
        worker.ref()
        const seen: Job = { number, plan: job.plan, batch: { ...job.batch, inputs: room } }
        worker.postMessage(seen, [])
      })
    },
    async end() {
      await worker.terminate()
    },
  }
}

function workerEnded(received: string, cause: unknown): PotstillError {
  return new PotstillError({
    code: 'data/augment-worker',
    expected: 'a worker thread that augments batches',
    received,
    fix: 'leave the workers out, or name their program where a bundler has moved it',
    category: 'work',
    cause,
  })
}
