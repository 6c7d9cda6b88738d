import { moduleBytes, type FunctionBytes } from './module-bytes'
import { memory } from './scratch'

/** Makes a function of its instructions; it works on the scratch memory. */
export function instantiate(given: FunctionBytes): (...numbers: readonly number[]) => void {
  const module = new WebAssembly.Module(moduleBytes(given))
  const { exports } = new WebAssembly.Instance(module, { m: { m: memory } })
  return exports['f'] as unknown as (...numbers: readonly number[]) => void
}
