import { grad, sum, tensor, type Tensor, tidy } from '@tensorflow/tfjs-core'

type Loss = (logits: Tensor) => Tensor

/** Gradient of the sum of a loss, by the tape. */
export function tapeGradient(loss: Loss, at: Tensor): number[] {
  return tidy(() => [...grad((logits: Tensor) => sum(loss(logits)))(at).dataSync()])
}

/**
 * Gradient of the sum of a loss by central differences, (f(x + h) − f(x − h)) / 2h for each entry.
 * In float32 f carries a relative error of about 1e-7, so h = 0.02 leaves about 1e-5 · |f| of noise beside the
 * method's own h² f''' / 6, which is smaller than 1e-4 for softmaxes.
 */
export function centralDifferences(loss: Loss, at: Tensor, h = 0.02): number[] {
  const values = [...at.dataSync()]
  const total = (index: number, by: number) =>
    tidy(() => {
      const moved = values.map((value, other) => (other === index ? value + by : value))
      return sum(loss(tensor(moved, at.shape))).arraySync() as number
    })
  return values.map((_, index) => (total(index, h) - total(index, -h)) / (2 * h))
}
