import { env, scalar } from '@tensorflow/tfjs-core'

/**
 * TensorFlow.js advertises another backend on standard error when the cpu backend is first used, except in production
 * mode: so its first use is this one.
 */
export function skipAdvertisement(): void {
  const isProduction = env().getBool('PROD')
  env().set('PROD', true)
  try {
    scalar(0).dispose()
  } finally {
    env().set('PROD', isProduction)
  }
}
