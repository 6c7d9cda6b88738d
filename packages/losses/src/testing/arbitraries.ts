import { tensor, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'

/** A number of moderate size with two digits, exact enough in float32. */
const logit = fc.integer({ min: -500, max: 500 }).map((hundredths) => hundredths / 100)

/** Student and teacher logits `[B, C]` of one shape, as arrays. */
export const logitPairs = fc
  .record({ batch: fc.integer({ min: 1, max: 4 }), classes: fc.integer({ min: 2, max: 6 }) })
  .chain(({ batch, classes }) => {
    const rows = fc.array(fc.array(logit, { minLength: classes, maxLength: classes }), {
      minLength: batch,
      maxLength: batch,
    })
    return fc.record({ student: rows, teacher: rows })
  })

export const temperatures = fc.constantFrom(0.5, 1, 2, 4, 10)

/** A float32 tensor of nested arrays. */
export const asTensor = (rows: readonly (readonly number[])[]): Tensor => tensor(rows.map((row) => [...row]))
