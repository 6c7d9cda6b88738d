import { parentPort } from 'node:worker_threads'
import { answerJob } from './answer-job'
import type { Job } from './job'

/* The program of a worker thread that augments batches, one after the other as they come. */
parentPort?.on('message', (job: Job) => {
  const [answer, buffers] = answerJob(job)
  parentPort?.postMessage(answer, buffers)
})
