import type { Random } from '@potstill/spec'
import { randomUniform } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { dropout } from '../layers/dropout'

/** 4 inputs, hidden layer of 5 with dropout, 3 logits. */
export function small(last: Parameters<typeof layers.dense>[0] = { units: 3 }) {
  return sequential({
    name: 'small',
    layers: [
      layers.dense({ units: 5, activation: 'tanh', inputShape: [4], name: 'hidden' }),
      dropout({ rate: 0.5, name: 'drop' }),
      layers.dense({ name: 'logits', ...last }),
    ],
  })
}

export const inference = { taps: [], training: false }

/** Random numbers that the key decides. */
export const keyed = (key: string): Random =>
  ({
    uniform: (name: string, shape: readonly number[]) =>
      randomUniform([...shape], 0, 1, 'float32', `${key}/${name}`),
  }) as unknown as Random

export const uniform = (shape: number[], seed: number) => randomUniform(shape, -1, 1, 'float32', seed)
