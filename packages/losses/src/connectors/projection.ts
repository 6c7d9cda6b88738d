import { PotstillError } from '@potstill/spec'
import { relu, tanh } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inTurn, plain, type Connector } from './connector'
import { linear } from './linear'
import type { PairShapes } from './per-pair'

export const projectionOption = z
  .enum(['fit', 'none', 'linear', 'relu', 'tanh'])
  .default('fit')
  .describe(
    "What stands between the student's features and the loss: a linear layer where the teacher's are wider or narrower (fit), nothing (none), or always a linear layer, by itself (linear) or with an activation (relu, tanh).",
  )

export type Projection = z.output<typeof projectionOption>

/** Whether features that are the same stay so. */
export const keepsFeatures = (projection: Projection): boolean => ['fit', 'none'].includes(projection)

/**
 * A layer from the width of the student's vectors `[B, D]` or `[B, tokens, D]` to that of the teacher's. As in TextBrewer's `linear`,
 * `relu` and `tanh`, whose initial weights are smaller.
 *
 * @throws PotstillError `losses/features` where there is to be none, and the widths differ
 */
export function projection(component: string, kind: Projection, { student, teacher }: PairShapes): Connector {
  const [from, to] = [student.at(-1) ?? 1, teacher.at(-1) ?? 1]
  if (kind === 'none' && from !== to) throw cannotCompare(component, from, to)
  if (kind === 'none' || (kind === 'fit' && from === to)) return plain((features) => features)
  const layer = linear(from, to)
  if (kind === 'relu') return inTurn({ linear: layer, relu: plain(relu) })
  return kind === 'tanh' ? inTurn({ linear: layer, tanh: plain(tanh) }) : layer
}

function cannotCompare(component: string, from: number, to: number): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component,
    expected: 'features of one width, since there is no connector',
    received: `${from} of the student, ${to} of the teacher`,
    fix: 'set connector: fit, or choose taps of the same width',
  })
}
