import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  /** Method and path, without the version's prefix and the query. */
  readonly what: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

const prefix = '/api/2.0/mlflow/'

/** A server on this machine that answers as MLflow does, and remembers what it was asked. */
export async function fakeMlflow(experiments: readonly string[] = []) {
  const asked: Asked[] = []
  const known = [...experiments]
  /** What fails with status 500. */
  let failing: (what: string) => boolean = () => false

  const answer = ({ what, query, body }: Asked): { status: number; body: object } => {
    if (failing(what)) return { status: 500, body: { error_code: 'INTERNAL_ERROR', message: 'it hurts' } }
    switch (what) {
      case 'GET experiments/get-by-name': {
        const id = known.indexOf(query['experiment_name'] ?? '')
        if (id < 0) return { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } }
        return { status: 200, body: { experiment: { experiment_id: `${id}` } } }
      }
      case 'POST experiments/create':
        return { status: 200, body: { experiment_id: `${known.push(body['name'] as string) - 1}` } }
      case 'POST runs/create':
        return { status: 200, body: { run: { info: { run_id: 'run-of-fake' } } } }
      case 'POST runs/log-batch':
      case 'POST runs/update':
        return { status: 200, body: {} }
      default:
        return { status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } }
    }
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const text = await textOf(request)
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    const one: Asked = {
      what: `${request.method} ${pathname.replace(prefix, '')}`,
      query: Object.fromEntries(searchParams),
      body: text === '' ? {} : (JSON.parse(text) as Asked['body']),
    }
    asked.push(one)
    const { status, body } = answer(one)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fail: (when: (what: string) => boolean) => {
      failing = when
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
