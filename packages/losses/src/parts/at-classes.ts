import {
  add,
  customGrad,
  gatherND,
  mul,
  range,
  reshape,
  scalar,
  scatterND,
  type GradSaveFunc,
  type Tensor,
} from '@tensorflow/tfjs-core'

/**
 * Takes the values of some classes of each row. Gradients go back to where they were taken, and nothing is made that is larger than the
 * rows, however many classes are taken: no one-hot matrices.
 *
 * @param rows float32 `[…, C]`
 * @param classes int32 `[…, K]`, constants
 * @returns float32 `[…, K]`
 */
export function atClasses(rows: Tensor, classes: Tensor): Tensor {
  const count = rows.shape.at(-1) ?? 0
  const taken = customGrad((...given) => {
    const [inner, save] = given as unknown as [Tensor, GradSaveFunc]
    const places = placesOf(classes, count)
    save([places])
    return {
      value: reshape(gatherND(reshape(inner, [-1]), places), classes.shape),
      gradFunc: (upstream: Tensor, saved: Tensor[]) => put(upstream, saved[0]!, rows.shape),
    }
  })
  return taken(rows)
}

/**
 * Rows `[…, C]` of zeros, with values `[…, K]` at some classes, int32 `[…, K]`, of each. Without gradients.
 */
export function putAtClasses(values: Tensor, classes: Tensor, count: number): Tensor {
  return put(values, placesOf(classes, count), [...classes.shape.slice(0, -1), count])
}

function put(values: Tensor, places: Tensor, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, each) => product * each, 1)
  return reshape(scatterND(places, reshape(values, [-1]), [size]), [...shape])
}

/** int32 `[R · K, 1]`: where each class stands if all rows are one. */
function placesOf(classes: Tensor, count: number): Tensor {
  const kept = classes.shape.at(-1) ?? 0
  const starts = mul(range(0, classes.size / kept, 1, 'int32'), scalar(count, 'int32'))
  const places = add(reshape(classes, [-1, kept]), reshape(starts, [-1, 1]))
  return reshape(places, [-1, 1])
}
