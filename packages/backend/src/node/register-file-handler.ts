import { io } from '@tensorflow/tfjs-core'
import { loadModelFiles } from './load-model-files'
import { saveModelFiles } from './save-model-files'

const scheme = 'file://'

/**
 * Makes TensorFlow.js save to and load from `file://` where nothing else does. As with `@tensorflow/tfjs-node`, what
 * follows `file://` is a path, relative or absolute: a folder to save to, a `model.json` to load. Once
 * `@tensorflow/tfjs-node` brings its own handler, this one steps aside. Calling it again changes nothing.
 */
export function registerFileHandler(): void {
  const probe = `${scheme}model.json`
  if (io.getSaveHandlers(probe).length === 0) {
    io.registerSaveRouter(
      unlessAnother(io.getSaveHandlers, (path) => ({ save: (model) => saveModelFiles(path, model) })),
    )
  }
  if (io.getLoadHandlers(probe).length === 0) {
    io.registerLoadRouter(unlessAnother(io.getLoadHandlers, (path) => ({ load: () => loadModelFiles(path) })))
  }
}

/** TensorFlow.js refuses an address that two handlers claim. */
function unlessAnother(
  handlersOf: (url: string) => io.IOHandler[],
  handle: (path: string) => io.IOHandler,
): Parameters<typeof io.registerSaveRouter>[0] {
  let asking = false
  const another = (url: string) => {
    asking = true
    try {
      return handlersOf(url).length > 0
    } finally {
      asking = false
    }
  }
  const route = (url: string | string[]): io.IOHandler | null =>
    asking || typeof url !== 'string' || !url.startsWith(scheme) || another(url)
      ? null
      : handle(url.slice(scheme.length))
  return route as Parameters<typeof io.registerSaveRouter>[0]
}
