import { backend } from '@tensorflow/tfjs-core'
import { notStarted, type Candidate } from '../candidate'
import { startNativeTensorflow } from './native-tensorflow'

/** TensorFlow's C library on an NVIDIA GPU. */
export const tensorflowGpu: Candidate = {
  name: 'tensorflow-gpu',
  async start(given) {
    const answer = await startNativeTensorflow('@tensorflow/tfjs-node-gpu', given)
    // Without CUDA the GPU package loads all the same, and quietly computes on the processor.
    if (answer.started && !(backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) {
      return notStarted(
        'TensorFlow is loaded, but finds no GPU that it can use',
        'install the NVIDIA driver, CUDA 11.2 and cuDNN 8.1, and put their libraries on the library path',
      )
    }
    return answer
  },
}
