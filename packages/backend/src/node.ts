import { registerFileHandler } from './node/register-file-handler'
import * as anywhere from './index'
import type { BackendChoice, BackendRequest, UseBackendOptions } from './index'

export * from './index'
export { registerFileHandler }

/**
 * The same as `useBackend` of the main entry, and `file://` works afterwards: `model.save('file://folder')`,
 * `loadLayersModel('file://folder/model.json')`.
 */
export async function useBackend(
  request: BackendRequest = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendChoice> {
  const choice = await anywhere.useBackend(request, options)
  registerFileHandler()
  return choice
}
