import { defineCallback, type RunEnd } from '@potstill/spec'
import * as z from 'zod'
import { mlflowClient, type MlflowMetric, type MlflowStatus } from './mlflow/client'
import { diagnosticScalars, epochScalars, stepScalars, type Scalars } from './parts/scalars'

const savedState = z.strictObject({ runId: z.string() }).nullable()
/** So many are kept for a server that does not answer; then the oldest go. */
const mostKept = 10_000
const statuses: Readonly<Record<RunEnd['reason'], MlflowStatus>> = {
  finished: 'FINISHED',
  stopped: 'KILLED',
  failed: 'FAILED',
}

/**
 * Defines a callback that sends a run to a tracking server of MLflow over REST: its size as parameters, the metrics of each
 * epoch and, where asked for, of every so many steps. They are sent at the end of each epoch, and with each checkpoint.
 *
 * A server that fails never stops the training: it is warned of once on the console, and what could not be sent goes with
 * the next epoch (nothing does, where it could not even make the run). With `required` it stops the run with a PotstillError (`loggers/mlflow`).
 *
 * A checkpoint holds the run's id; a resumed run goes on in it. MLflow keeps what was sent after the checkpoint: those steps
 * stand there twice.
 *
 * @example
 * mlflow({ url: 'http://127.0.0.1:5000', experiment: 'digits' }).name // => 'mlflow'
 */
export const mlflow = defineCallback({
  name: 'mlflow',
  summary: 'Sends metrics to a tracking server of MLflow.',
  options: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('Of the tracking server.'),
    experiment: z.string().min(1).describe('Its name; it is made where there is none.'),
    runName: z.string().min(1).optional().describe("Default: the run's name."),
    everySteps: z
      .int()
      .min(1)
      .optional()
      .describe('Metrics after every so many steps. Default: epochs only.'),
    required: z.boolean().default(false).describe('Whether a server that fails stops the run.'),
  }),
  create: ({ url, experiment, runName, everySteps = Infinity, required }) => {
    const client = mlflowClient(url)
    let runId: string | undefined
    let restored: string | undefined
    let kept: MlflowMetric[] = []
    let warned = false

    const attempt = async (send: () => Promise<void>, mayThrow = required) => {
      try {
        await send()
      } catch (error) {
        if (mayThrow) throw error
        if (warned) return
        warned = true
        // oxlint-disable-next-line no-console -- a callback has no other way to be heard
        console.warn(error instanceof Error ? error.message : String(error))
      }
    }
    const keep = (step: number, scalars: Scalars) => {
      if (runId === undefined) return
      const timestamp = Date.now()
      for (const [name, value] of Object.entries(scalars))
        kept.push({ key: keyOf(name), value, timestamp, step })
      if (kept.length > mostKept) kept = kept.slice(-mostKept)
    }
    const flush = async () => {
      if (runId === undefined || kept.length === 0) return
      await client.logMetrics(runId, kept)
      kept = []
    }
    return {
      runStart: async (event) => {
        runId = undefined
        kept = []
        warned = false
        const goOn = restored
        restored = undefined
        await attempt(async () => {
          if (goOn !== undefined) {
            runId = goOn
            await client.setStatus(goOn, 'RUNNING')
            return
          }
          const made = await client.createRun(await client.experiment(experiment), runName ?? event.name)
          runId = made
          const { steps, epochs, batchSize, parameters } = event
          await client.logParameters(made, {
            student: event.student.name,
            steps,
            epochs,
            batchSize,
            parameters,
          })
        })
      },
      stepEnd: (event) => {
        const step = event.progress.step + 1
        if (step % everySteps === 0) keep(step, stepScalars(event))
        if (event.diagnostics !== undefined) keep(step, diagnosticScalars(event.diagnostics))
      },
      epochEnd: async (event) => {
        keep(event.step, epochScalars(event))
        await attempt(flush)
      },
      runEnd: async ({ reason }) => {
        // What made the run fail has to be heard, not that MLflow failed as well.
        const mayThrow = required && reason !== 'failed'
        await attempt(flush, mayThrow)
        const ended = runId
        if (ended !== undefined) await attempt(() => client.setStatus(ended, statuses[reason]), mayThrow)
      },
      // What a checkpoint has behind it has to be sent: a run that goes on from there does not come by it again.
      state: async () => {
        await attempt(flush)
        return runId === undefined ? null : { runId }
      },
      restore: (state) => {
        restored = savedState.parse(state)?.runId
      },
    }
  },
})

/** MLflow's keys have letters, digits and `_-. /` only. */
function keyOf(name: string): string {
  return name.replace(/[^\w\-. /]/g, '_')
}
