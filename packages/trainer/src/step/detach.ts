import type { TeacherOutput } from '@potstill/spec'
import { clone, customGrad, type Tensor } from '@tensorflow/tfjs-core'

/**
 * The same values with no gradient behind them: the tape records a function of nothing. (A gradient of zeros would be
 * carried back through all of the network.)
 */
export function detach(value: Tensor): Tensor {
  return customGrad(() => ({ value: clone(value), gradFunc: () => [] }))() as Tensor
}

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
