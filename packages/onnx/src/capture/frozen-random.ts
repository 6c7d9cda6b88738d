import { PotstillError } from '@potstill/spec'

/**
 * Notices when Math.random is asked, from which TensorFlow.js's random tensors take their seed where they are given none.
 */
export function refuseRandom() {
  const original = Math.random
  let asked = false
  Math.random = () => {
    asked = true
    return original()
  }
  return {
    end: () => {
      Math.random = original
    },
    /** Throws if it was asked. */
    check: () => {
      if (asked) throw frozen()
    },
  }
}

function frozen(): PotstillError {
  return new PotstillError({
    code: 'onnx/frozen-random',
    expected: 'random numbers as inputs, since the function runs once for all calls',
    received: 'a function that draws them by itself (tf.dropout, tf.randomNormal, a layer with noise)',
    fix: 'draw them outside and pass them as a tensor; of Potstill, take dropout from @potstill/students/layers',
  })
}
