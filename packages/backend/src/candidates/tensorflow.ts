import type { Candidate } from '../candidate'
import { startNativeTensorflow } from './native-tensorflow'

/** TensorFlow's C library on the processor. */
export const tensorflow: Candidate = {
  name: 'tensorflow',
  start: (given) => startNativeTensorflow('@tensorflow/tfjs-node', given),
}
