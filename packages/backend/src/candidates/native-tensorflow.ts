import { findBackendFactory } from '@tensorflow/tfjs-core'
import { notStarted, type CandidateGiven, type NotStarted, type Started } from '../candidate'
import { importFailure } from '../import-failure'
import { exportOf } from '../import-module'
import { nodeProcess } from '../node-process'
import { repairUtil } from '../repair-util'
import { switchTo } from '../switch-to'

/**
 * Starts TensorFlow's C library through one of the two packages that bring it. A process can hold only one of them, so
 * where one is registered already, that one is used.
 */
export async function startNativeTensorflow(
  packageName: string,
  { importModule }: CandidateGiven,
): Promise<Started | NotStarted> {
  if (nodeProcess() === undefined) return notStarted('runs in Node.js only', 'choose wasm or cpu here')
  let version: unknown
  if (findBackendFactory('tensorflow') == null) {
    repairUtil()
    try {
      const module = await importModule(packageName)
      version = (exportOf(module, 'version') as Record<string, unknown> | undefined)?.['tfjs-node']
    } catch (error) {
      return importFailure(packageName, error)
    }
  }
  if (!(await switchTo('tensorflow'))) {
    return notStarted(
      `${packageName} is installed, but TensorFlow did not start`,
      'see the warning above this one',
    )
  }
  return { started: true, tensorflowName: 'tensorflow', ...(typeof version === 'string' ? { version } : {}) }
}
