import { PotstillError } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * Checks that there is one int32 label for each row of logits: `[B]` or `[B, tokens]`.
 *
 * @throws PotstillError `losses/labels` for another type, `losses/shape` for another shape
 */
export function checkLabels(component: string, logits: Tensor, labels: Tensor): void {
  if (labels.dtype !== 'int32') {
    throw new PotstillError({
      code: 'losses/labels',
      component,
      expected: 'int32 labels',
      received: labels.dtype,
      fix: "make them with tensor1d(labels, 'int32') or cast(labels, 'int32')",
    })
  }
  const expected = logits.shape.slice(0, -1)
  if (String(labels.shape) === String(expected)) return
  throw new PotstillError({
    code: 'losses/shape',
    component,
    expected: `labels [${expected}] for logits [${logits.shape}]`,
    received: `[${labels.shape}]`,
    fix: 'give one label for each row of logits',
  })
}
