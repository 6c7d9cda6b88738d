import { leakyRelu } from '@tensorflow/tfjs-core'
import { inTurn, plain, type Connector } from './connector'
import { convolution } from './convolution'

// He's bound for what has a non-linearity: √6 over the root of the inputs.
const layer = (from: number, to: number) =>
  inTurn({
    convolution: convolution(from, to, { padding: 1, gain: Math.sqrt(6) }),
    leaky: plain((maps) => leakyRelu(maps, 0.1)),
  })

/** Three 3×3 convolutions with leaky ReLUs, from maps `[B, H, W, from]` to factors `[B, H, W, to]`. */
export function encoder(from: number, to: number): Connector {
  return inTurn({ first: layer(from, from), second: layer(from, to), third: layer(to, to) })
}

/**
 * Back from factors `[B, H, W, from]` to maps `[B, H, W, to]`. With stride 1, a transposed convolution and a convolution are the same but for
 * the order of the kernel's entries.
 */
export function decoder(from: number, to: number): Connector {
  return inTurn({ first: layer(from, from), second: layer(from, to), third: layer(to, to) })
}

/** How many factors there are for some channels: at least one. */
export function factorCount(channels: number, rate: number): number {
  return Math.max(1, Math.floor(channels * rate))
}
