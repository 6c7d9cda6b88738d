import type { BackendChoice } from './use-backend'

/**
 * Says in words what `useBackend` chose: one line, and one for each better backend that was not available.
 *
 * @example
 * const passedOver = [{ name: 'wasm', reason: 'its WebAssembly file was not found' }]
 * const lines = describeBackend({ name: 'cpu', tensorflowName: 'cpu', threads: 1, passedOver }).split('\n')
 * lines[0] // => 'Computing on cpu, 1 thread.'
 * lines[1] // => '  wasm: its WebAssembly file was not found'
 */
export function describeBackend({ name, threads, passedOver }: BackendChoice): string {
  const width = threads === undefined ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return [
    `Computing on ${name}${width}.`,
    ...passedOver.map(({ name, reason }) => `  ${name}: ${reason}`),
  ].join('\n')
}
