import { notStarted, type Candidate } from '../candidate'
import { importFailure } from '../import-failure'
import { exportOf } from '../import-module'
import { keepProcessListeners } from '../keep-process-listeners'
import { switchTo } from '../switch-to'
import { registerWasmKernels } from '../wasm/register-wasm-kernels'

const packageName = '@tensorflow/tfjs-backend-wasm'

/** WebAssembly: everywhere, on one thread in Node.js. */
export const wasm: Candidate = {
  name: 'wasm',
  async start({ importModule, wasmPaths }) {
    let module: unknown
    try {
      module = await importModule(packageName)
    } catch (error) {
      return importFailure(packageName, error)
    }
    if (wasmPaths !== undefined) (exportOf(module, 'setWasmPaths') as (prefix: string) => void)(wasmPaths)
    registerWasmKernels()
    if (!(await keepProcessListeners(() => switchTo('wasm')))) {
      return notStarted(
        'its WebAssembly file was not found or did not start',
        "serve the .wasm files of @tensorflow/tfjs-backend-wasm, and say where with `wasmPaths: 'https://…/'`",
      )
    }
    return {
      started: true,
      tensorflowName: 'wasm',
      version: String(exportOf(module, 'version_wasm')),
      threads: (exportOf(module, 'getThreadsCount') as () => number)(),
    }
  },
}
