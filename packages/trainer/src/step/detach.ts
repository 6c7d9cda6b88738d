import type { TeacherOutput } from '@potstill/spec'
import { clone, customGrad, zerosLike, type Tensor } from '@tensorflow/tfjs-core'

/** The same values with no gradient behind them. */
export const detach = customGrad((...inputs) => {
  const [value] = inputs as Tensor[]
  if (value === undefined) throw new Error('detach takes one tensor')
  return { value: clone(value), gradFunc: (change: Tensor) => zerosLike(change) }
}) as (value: Tensor) => Tensor

/** Detaches everything that a teacher made of the student's own pass. */
export function detachTaught({ logits, topK, features, views }: TeacherOutput): TeacherOutput {
  return {
    ...(logits && { logits: detach(logits) }),
    ...(topK && {
      topK: { indices: topK.indices, logProbs: detach(topK.logProbs), tail: detach(topK.tail) },
    }),
    ...(features && {
      features: Object.fromEntries(Object.entries(features).map(([name, value]) => [name, detach(value)])),
    }),
    ...(views && { views: views.map(detach) }),
  }
}
