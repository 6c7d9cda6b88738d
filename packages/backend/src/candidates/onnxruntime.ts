import { isPotstillError } from '@potstill/spec'
import { notStarted, type Candidate, type NotStarted } from '../candidate'
import { importFailure } from '../import-failure'
import { exportOf } from '../import-module'
import { nodeProcess } from '../node-process'
import { switchTo } from '../switch-to'

const packageName = '@potstill/backend-onnxruntime'
const runtimeName = 'onnxruntime-node'
/** Without this flag the package's install script downloads what only CUDA needs, on Linux. */
const withoutScripts = '--ignore-scripts'

/** What this candidate asks of the package: it registers its backend with TensorFlow.js and says under which name. */
export interface OnnxruntimePackage {
  registerBackend(): Promise<{
    readonly tensorflowName: string
    readonly version?: string
    readonly threads?: number
  }>
}

/** ONNX Runtime, from a package of its own. */
export const onnxruntime: Candidate = {
  name: 'onnxruntime',
  async start({ importModule }) {
    if (nodeProcess() === undefined) return notStarted('runs in Node.js only', 'choose wasm or cpu here')
    let registerBackend: unknown
    try {
      registerBackend = exportOf(await importModule(packageName), 'registerBackend')
    } catch (error) {
      return importFailure(packageName, error, {
        howToGet: `npm install ${packageName} ${runtimeName} ${withoutScripts}`,
      })
    }
    if (typeof registerBackend !== 'function') {
      return notStarted(
        `${packageName} is installed, but has no registerBackend()`,
        'install versions of the @potstill packages that belong together',
      )
    }
    try {
      const registered = await (registerBackend as OnnxruntimePackage['registerBackend'])()
      if (await switchTo(registered.tensorflowName)) return { started: true, ...registered }
    } catch (error) {
      return runtimeFailure(error)
    }
    return notStarted(`${packageName} is installed, but did not start`, 'see the warning above this one')
  },
}

/** Why ONNX Runtime itself does not load, or is another one than the backend knows. */
function runtimeFailure(error: unknown): NotStarted {
  if (isPotstillError(error))
    return notStarted(`expected ${error.expected}; got ${error.received}`, error.fix)
  const { reason, fix } = importFailure(runtimeName, error, {
    howToGet: `npm install ${runtimeName} ${withoutScripts}`,
    howToRepair: 'install what the library needs; it needs glibc, which Alpine Linux lacks',
  })
  return reason.startsWith(runtimeName)
    ? notStarted(reason, fix)
    : notStarted(`${runtimeName} ${reason}`, fix)
}
