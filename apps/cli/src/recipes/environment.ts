import { backendEnvironment, type BackendChoice } from '@potstill/backend'
import { cpus } from 'node:os'
import { version } from '../../package.json'

/** What decides whether a run can be repeated bit for bit, and how fast it was. */
export function environmentOf(choice: BackendChoice): Readonly<Record<string, unknown>> {
  const { versions, ...environment } = backendEnvironment(choice)
  const processors = cpus()
  return {
    ...environment,
    versions: { potstill: version, ...versions },
    platform: process.platform,
    processorModel: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
  }
}
