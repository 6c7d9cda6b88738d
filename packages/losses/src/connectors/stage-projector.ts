import { PotstillError, type Shape } from '@potstill/spec'
import { mean } from '@tensorflow/tfjs-core'
import { inTurn, plain, type Connector } from './connector'
import { halving } from './halving'
import { linear } from './linear'

export interface Projection {
  readonly classes: number
  /** Whether there are logits for each token. */
  readonly perToken: boolean
  /** The height that maps are brought to before they are averaged. */
  readonly height: number
}

/**
 * From the features of a stage to logits of the classes, by the shape of one example. Maps `[H, W, C]` are halved, with twice the channels
 * each time, while they are higher than `height`, then averaged; tokens `[tokens, D]` are averaged, unless each has logits; vectors `[D]`
 * stay. A linear layer follows.
 *
 * @throws PotstillError `losses/features` for another shape, and for any but tokens where each has logits
 */
export function stageProjector(component: string, shape: Shape, projection: Projection): Connector {
  const { classes, perToken, height } = projection
  if (shape.length === 0 || shape.length > 3 || (perToken && shape.length !== 2)) {
    throw cannotProject(component, shape, perToken)
  }
  const channels = shape.at(-1) ?? 1
  if (perToken || shape.length === 1) return inTurn({ logits: linear(channels, classes) })
  if (shape.length === 2) {
    return inTurn({ mean: plain((tokens) => mean(tokens, 1)), logits: linear(channels, classes) })
  }
  const times = halvings(shape[0] ?? 1, height)
  const blocks = Array.from({ length: times }, (_, index) => {
    const from = channels * 2 ** index
    return [`half${index}`, halving(from, 2 * from)] as const
  })
  return inTurn({
    ...Object.fromEntries(blocks),
    mean: plain((maps) => mean(maps, [1, 2])),
    logits: linear(channels * 2 ** times, classes),
  })
}

function halvings(height: number, until: number): number {
  return height <= until ? 0 : 1 + halvings(Math.ceil(height / 2), until)
}

function cannotProject(component: string, shape: Shape, perToken: boolean): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component,
    expected: perToken
      ? 'features [tokens, D], since each token has logits'
      : 'features [H, W, C], [tokens, D] or [D]',
    received: `[${shape}]`,
    fix: 'choose other taps',
  })
}
