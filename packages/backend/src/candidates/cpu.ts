import { notStarted, type Candidate } from '../candidate'
import { importFailure } from '../import-failure'
import { exportOf } from '../import-module'
import { switchTo } from '../switch-to'

const packageName = '@tensorflow/tfjs-backend-cpu'

/** Plain JavaScript: everywhere, and slow. */
export const cpu: Candidate = {
  name: 'cpu',
  async start({ importModule }) {
    try {
      const version = String(exportOf(await importModule(packageName), 'version_cpu'))
      if (await switchTo('cpu')) return { started: true, tensorflowName: 'cpu', version, threads: 1 }
    } catch (error) {
      return importFailure(packageName, error)
    }
    return notStarted(`${packageName} is installed, but did not start`, 'see the warning above this one')
  },
}
