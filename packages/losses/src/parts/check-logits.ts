import { PotstillError } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * Checks that logits have the shape `[B, C]` or `[B, tokens, C]`.
 *
 * @throws PotstillError `losses/shape`
 */
export function checkLogits(component: string, logits: Tensor): void {
  if (logits.rank === 2 || logits.rank === 3) return
  throw new PotstillError({
    code: 'losses/shape',
    component,
    expected: 'logits of shape [B, C] or [B, tokens, C]',
    received: `[${logits.shape}]`,
    fix: 'give one row of logits per example or token, classes last',
  })
}

/**
 * Checks that the student and the teacher give logits of one shape, `[B, C]` or `[B, tokens, C]`.
 *
 * @throws PotstillError `losses/shape`, or `losses/class-count` where only the last axis differs
 */
export function checkSameClasses(component: string, studentLogits: Tensor, teacherLogits: Tensor): void {
  checkLogits(component, studentLogits)
  checkLogits(component, teacherLogits)
  checkSameShape(component, ['student', studentLogits], ['teacher', teacherLogits])
}

/**
 * Checks that two tensors whose last axis is the classes have one shape; the names stand in the error.
 *
 * @throws PotstillError `losses/shape`, or `losses/class-count` where only the last axis differs
 */
export function checkSameShape(
  component: string,
  [oneName, one]: readonly [string, Tensor],
  [otherName, other]: readonly [string, Tensor],
): void {
  const received = `${oneName} [${one.shape}], ${otherName} [${other.shape}]`
  if (String(one.shape.slice(0, -1)) !== String(other.shape.slice(0, -1))) {
    throw new PotstillError({
      code: 'losses/shape',
      component,
      expected: `${oneName} and ${otherName} of the same examples and tokens`,
      received,
      fix: 'compute both from the same batch',
    })
  }
  if (one.shape.at(-1) !== other.shape.at(-1)) {
    throw new PotstillError({
      code: 'losses/class-count',
      component,
      expected: `${oneName} and ${otherName} with the same number of classes`,
      received,
      fix: `let both have the same classes in the same order, or choose a loss that allows different ones`,
    })
  }
}
