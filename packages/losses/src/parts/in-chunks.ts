import { concat, customGrad, type GradSaveFunc, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core'
import { chunkBounds, chunkOf } from './chunk'
import { gradientsInChunks } from './gradients-in-chunks'

/**
 * Computes a loss of many rows chunk by chunk, so that what lies between logits and loss is never held for all rows at once: not in the
 * forward pass, and not in the backward pass, which computes each chunk again. Beside the logits and their gradient that needs one more
 * tensor of their size: the gradient in pieces, before they are put together.
 *
 * @param moving what gradients flow into: `logits`, `[…rows, C]`, and others, `[…rows]`, `[…rows, anything]`, or `[]` for all rows
 * @param fixed constants, of the same shapes
 * @param compute returns one value for each row; it gets a chunk of each tensor, `[n]`, `[n, anything]` or `[]`, any number of times, or
 *   all of them as they are where there is little to compute
 * @returns float32 `[…rows]`; it has no second derivative
 */
export function inChunks<Moving extends { readonly logits: Tensor }, Fixed extends object>(
  moving: Moving,
  fixed: Fixed,
  compute: (rows: Moving & Fixed) => Tensor,
): Tensor {
  const rows = moving.logits.shape.slice(0, -1)
  const bounds = chunkBounds(moving.logits.shape)
  const all = { ...moving, ...fixed }
  if (bounds.length < 2) return compute(all)
  const names = Object.keys(all)
  const ofList = (list: readonly Tensor[]) =>
    compute(Object.fromEntries(names.map((name, at) => [name, list[at]])) as typeof all)
  const flat = (Object.values(all) as Tensor[]).map((tensor) => flattened(tensor, rows.length))
  const count = Object.keys(moving).length
  const constants = flat.slice(count)
  const chunked = customGrad((...given) => {
    const save = given.pop() as unknown as GradSaveFunc
    const list = [...(given as Tensor[]), ...constants]
    save(list)
    return {
      value: concat(bounds.map((bound) => tidy(() => ofList(list.map((each) => chunkOf(each, bound)))))),
      gradFunc: (upstream: Tensor, saved: Tensor[]) =>
        gradientsInChunks(ofList, { tensors: saved, count, upstream, bounds }),
    }
  })
  return reshape(chunked(...flat.slice(0, count)), rows)
}

function flattened(tensor: Tensor, axes: number): Tensor {
  return tensor.rank === 0 ? tensor : reshape(tensor, [-1, ...tensor.shape.slice(axes)])
}
