import { augmentedData } from '@potstill/data'
import { augmentationWorkers } from '@potstill/data/node'
import { definePlugin, type Plugin } from '@potstill/spec'

/** Has recipes augment in a thread of their own, ahead of the training; all stages share it. */
export function augmentInThreads(): Plugin {
  const workers = augmentationWorkers()
  return definePlugin({
    name: 'augment-in-threads',
    augment: (data, request) => augmentedData(data, { ...request, workers }),
  })
}
