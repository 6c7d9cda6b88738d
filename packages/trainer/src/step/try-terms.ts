import { sum, tidy, type Scalar } from '@tensorflow/tfjs-core'
import { computeTerms, type StepContext } from './compute-terms'
import { onTape } from './on-tape'

/**
 * Computes every term without training; throws where one fails, or does not reach its student. The terms are computed on a
 * gradient tape, to see what they depend on, and no gradient is taken of them.
 */
export function tryTerms(context: StepContext): void {
  const [anyWeight] = context.learners.flatMap(({ student }) => student.variables)
  if (anyWeight === undefined) return tidy(() => void computeTerms(context))
  tidy(() => {
    onTape(() => {
      const { values } = computeTerms(context)
      context.terms.forEach((term, index) => {
        const value = values[index]
        const own = context.memories[index]?.loss.trainable
        if (value !== undefined) context.reach?.check(term, value, own)
      })
      return sum(anyWeight) as Scalar
    }, [anyWeight])
  })
}
