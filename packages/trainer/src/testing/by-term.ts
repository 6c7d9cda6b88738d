import { defineOptimizer, type OptimizerUpdate } from '@potstill/spec'
import { add, addN, mul, sub, zerosLike, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'

/** A rule with one velocity for terms that a teacher is read by and one for the others, as DOT has in essence. */
export const twoVelocities = defineOptimizer({
  name: 'twoVelocities',
  summary: 'Two velocities.',
  options: z.strictObject({
    learningRate: z.number(),
    seen: z.custom<(update: OptimizerUpdate) => void>().optional(),
  }),
  create: ({ learningRate, seen }) => ({
    gradients: 'byTerm',
    learningRate,
    init: (variable) => ({ soft: zerosLike(variable), hard: zerosLike(variable) }),
    apply: (update) => {
      seen?.(update)
      const { value, byTerm = {}, taught = [], slots, rates } = update
      const of = (soft: boolean) => {
        const own = Object.entries(byTerm).filter(([name]) => taught.includes(name) === soft)
        return own.length === 0 ? zerosLike(value) : addN(own.map(([, gradient]) => gradient))
      }
      const next = {
        soft: add(mul(slots['soft'] as Tensor, 0.95), of(true)),
        hard: add(mul(slots['hard'] as Tensor, 0.8), of(false)),
      }
      return { value: sub(value, mul(rates.learningRate, add(next.soft, next.hard))), slots: next }
    },
  }),
})
