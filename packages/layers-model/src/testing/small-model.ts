import { layers, sequential } from '@tensorflow/tfjs-layers'
import type { Speaker } from '../speaker'

/** 4 inputs, two hidden layers of 5 and 6, 3 logits. */
export function small() {
  return sequential({
    name: 'small',
    layers: [
      layers.dense({ units: 5, activation: 'tanh', inputShape: [4], name: 'hidden1' }),
      layers.dense({ units: 6, name: 'hidden2' }),
      layers.dense({ units: 3, name: 'logits' }),
    ],
  })
}

export const speaker: Speaker = { area: 'students', component: 'mine', inputsFix: 'reshape the data' }

export const inference = { taps: [], training: false }
