import type { NamedTensors, TeacherOutput } from '@potstill/spec'
import { clone, customGrad, type Tensor } from '@tensorflow/tfjs-core'

/**
 * The same values with no gradient behind them: the tape records a function of nothing. (A gradient of zeros would be
 * carried back through all of the network.)
 */
export function detach(value: Tensor): Tensor {
  return customGrad(() => ({ value: clone(value), gradFunc: () => [] }))() as Tensor
}

export function detachAll(tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, detach(value)]))
}

/** Detaches everything that a teacher made of the student's own pass. */
export function detachTaught({ logits, topK, features, views }: TeacherOutput): TeacherOutput {
  return {
    ...(logits && { logits: detach(logits) }),
    ...(topK && {
      topK: { indices: topK.indices, logProbs: detach(topK.logProbs), tail: detach(topK.tail) },
    }),
    ...(features && { features: detachAll(features) }),
    ...(views && { views: views.map(detach) }),
  }
}
