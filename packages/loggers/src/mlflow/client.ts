import { PotstillError } from '@potstill/spec'

/** A metric as MLflow takes it. */
export interface MlflowMetric {
  readonly key: string
  readonly value: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly step: number
}

export type MlflowStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

export interface MlflowClient {
  /** The experiment's id; it is made where there is none. */
  experiment(name: string): Promise<string>
  /** The new run's id. */
  createRun(experiment: string, name: string): Promise<string>
  logParameters(run: string, parameters: Readonly<Record<string, string | number>>): Promise<void>
  /** Any number of them. */
  logMetrics(run: string, metrics: readonly MlflowMetric[]): Promise<void>
  setStatus(run: string, status: MlflowStatus): Promise<void>
}

/** MLflow's limit for one request. */
const atOnce = 1000
const patience = 10_000

/**
 * Talks to a tracking server of MLflow: https://mlflow.org/docs/latest/api_reference/rest-api.html, version 2.0.
 * What the server does not answer in 10 seconds, or refuses, rejects with a PotstillError (`loggers/mlflow`).
 */
export function mlflowClient(url: string): MlflowClient {
  const base = `${url.replace(/\/+$/, '')}/api/2.0/mlflow`
  const post = (path: string, body: object) =>
    ask(`${base}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    experiment: async (name) => {
      const query = new URLSearchParams({ experiment_name: name }).toString()
      const found = await ask(`${base}/experiments/get-by-name?${query}`, {}, 404)
      const id = textAt(found, 'experiment', 'experiment_id')
      return (
        id ?? demand(textAt(await post('experiments/create', { name }), 'experiment_id'), 'an experiment_id')
      )
    },
    createRun: async (experiment, name) => {
      const made = await post('runs/create', {
        experiment_id: experiment,
        run_name: name,
        start_time: Date.now(),
      })
      return demand(textAt(made, 'run', 'info', 'run_id'), 'a run_id')
    },
    logParameters: async (run, parameters) => {
      const params = Object.entries(parameters).map(([key, value]) => ({ key, value: String(value) }))
      await post('runs/log-batch', { run_id: run, params })
    },
    logMetrics: async (run, metrics) => {
      for (let from = 0; from < metrics.length; from += atOnce) {
        const some = metrics.slice(from, from + atOnce).map(asJson)
        await post('runs/log-batch', { run_id: run, metrics: some })
      }
    },
    setStatus: async (run, status) => {
      const ended = status === 'RUNNING' ? {} : { end_time: Date.now() }
      await post('runs/update', { run_id: run, status, ...ended })
    },
  }
}

/** JSON has no NaN and no infinities; protobuf's JSON writes them as text. */
function asJson(metric: MlflowMetric): object {
  return Number.isFinite(metric.value) ? metric : { ...metric, value: String(metric.value) }
}

/** The answer as data; undefined where its status is `absent`. */
async function ask(url: string, request: RequestInit, absent?: number): Promise<unknown> {
  let received: string
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(patience) })
    if (response.ok) return await response.json()
    const text = await response.text()
    if (response.status === absent) return undefined
    received = `status ${response.status}: ${text.slice(0, 200)}`
  } catch (cause) {
    throw failure(url, reasonOf(cause), cause)
  }
  throw failure(url, received)
}

/** `fetch` tells only that it failed, and why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return typeof found === 'string' ? found : undefined
}

function demand(found: string | undefined, what: string): string {
  if (found === undefined) throw failure('MLflow', `an answer without ${what}`)
  return found
}

function failure(url: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'loggers/mlflow',
    component: 'mlflow',
    expected: `MLflow to answer at ${url}`,
    received,
    fix: 'start the tracking server, or correct `url`',
    category: 'work',
    cause,
  })
}
