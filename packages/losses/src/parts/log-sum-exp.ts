import {
  customGrad,
  div,
  exp,
  log,
  max,
  mul,
  sub,
  sum,
  zeros,
  type GradSaveFunc,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { constant } from './constant'

/** log Σ exp of rows as top + above, each with 1 as its last axis: logits minus one and then the other lose no digits. */
export interface LogSumExp {
  /** The largest of each row, a constant. */
  readonly top: Tensor
  /** Has the whole gradient: the rows' softmax, of which nothing is kept until it is asked for. */
  readonly above: Tensor
}

/** log Σ exp along the last axis, for numbers of any size. */
export function logSumExp(rows: Tensor): LogSumExp {
  const top = constant((inner) => max(inner, -1, true), rows)
  const aboveTop = customGrad((...given) => {
    const [inner, largest, save] = given as unknown as [Tensor, Tensor, GradSaveFunc]
    const total = sum(exp(sub(inner, largest)), -1, true)
    save([inner, largest, total])
    return {
      value: log(total),
      gradFunc: (upstream: Tensor, [x, t, s]: Tensor[]) => [
        mul(div(upstream, s!), exp(sub(x!, t!))),
        zeros(t!.shape),
      ],
    }
  })
  return { top, above: aboveTop(rows, top) }
}
