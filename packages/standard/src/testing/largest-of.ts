import type { Teacher } from '@potstill/spec'
import { dispose, exp, logSoftmax, sub, sum, tidy, topk } from '@tensorflow/tfjs-core'

/** A teacher that gives the largest entries of each distribution of another, and nothing else. */
export function largestOf(teacher: Teacher, count: number): Teacher {
  return {
    ...teacher,
    open: async (given) => {
      const { logitsShape } = await teacher.open(given)
      return { gives: ['topK'], features: {}, ...(logitsShape && { logitsShape }) }
    },
    predict: async (batch, want) => {
      const { logits } = await teacher.predict(batch, { ...want, logits: true, topK: false })
      const topK = tidy(() => {
        const { values: logProbs, indices } = topk(logSoftmax(logits!), count)
        return { indices, logProbs, tail: sub(1, sum(exp(logProbs), -1)) }
      })
      dispose(logits!)
      return { topK }
    },
  }
}
