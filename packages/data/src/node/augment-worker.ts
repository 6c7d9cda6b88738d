import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { answerJob } from './answer-job'
import { threadRole, type Job } from './job'

/* The program of a worker thread that augments batches. */
if (parentPort !== null && workerData === threadRole) answerJobs(parentPort)

/** Answers the jobs that come, one after the other. */
export function answerJobs(port: MessagePort): void {
  port.on('message', (job: Job) => port.postMessage(answerJob(job)))
}
