import { notStarted, type Candidate } from '../candidate'
import { importFailure } from '../import-failure'
import { exportOf } from '../import-module'
import { nodeProcess } from '../node-process'
import { switchTo } from '../switch-to'

const packageName = '@potstill/backend-onnxruntime'

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
    try {
      const registerBackend = exportOf(await importModule(packageName), 'registerBackend')
      if (typeof registerBackend !== 'function') {
        return notStarted(
          `${packageName} is installed, but has no registerBackend()`,
          'install versions of the @potstill packages that belong together',
        )
      }
      const registered = await (registerBackend as OnnxruntimePackage['registerBackend'])()
      if (await switchTo(registered.tensorflowName)) return { started: true, ...registered }
    } catch (error) {
      return importFailure(packageName, error, 'it is not published yet: a later version brings it')
    }
    return notStarted(`${packageName} is installed, but did not start`, 'see the warning above this one')
  },
}
