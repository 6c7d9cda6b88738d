import { PotstillError, type LossContext, type Random } from '@potstill/spec'
import { scalar } from '@tensorflow/tfjs-core'
import { temperatureValue } from '../parts/temperature'

/** The context that a host gives to `compute` in the middle of a run, for losses without memory or chance. */
export function lossContext(temperature = 1): LossContext {
  const anyLogits = scalar(0)
  return {
    temperature: temperatureValue('test', temperature, anyLogits),
    variables: {},
    state: {},
    random: noRandom,
    progress: { step: scalar(5), epoch: scalar(0.5), fraction: scalar(0.5) },
    training: true,
  }
}

const refuse = (): never => {
  throw new PotstillError({
    code: 'test/no-random',
    expected: 'a loss that draws no random numbers',
    received: 'a draw',
    fix: 'give this test a source of random numbers',
  })
}

const noRandom: Random = { uniform: refuse, normal: refuse, integers: refuse, child: refuse }
