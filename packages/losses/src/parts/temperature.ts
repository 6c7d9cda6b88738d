import { PotstillError, type TemperatureValue } from '@potstill/spec'
import { scalar, type Tensor } from '@tensorflow/tfjs-core'

/**
 * The temperature of a softened loss: one number T for both networks, with the factor T² on the loss, or each part on
 * its own. Tensors are `[]`, or as the logits with 1 for the classes (`[B, 1]`, `[B, tokens, 1]`).
 */
export type TemperatureOption =
  | number
  | {
      /** Divides the student's logits. */
      readonly student: number | Tensor
      /** Divides the teacher's logits. */
      readonly teacher: number | Tensor
      /** Multiplies the loss, to undo the 1/T² of its gradients. */
      readonly squared: number | Tensor
    }

/**
 * Turns a temperature option into tensors that broadcast against `logits`.
 *
 * @throws PotstillError `losses/temperature` where a number is not positive, or a tensor would mix examples or classes
 */
export function temperatureValue(
  component: string,
  option: TemperatureOption,
  logits: Tensor,
): TemperatureValue {
  const { student, teacher, squared } =
    typeof option === 'number' ? { student: option, teacher: option, squared: option ** 2 } : option
  return {
    student: asTensor(component, student, logits),
    teacher: asTensor(component, teacher, logits),
    squared: asTensor(component, squared, logits),
  }
}

function asTensor(component: string, part: number | Tensor, logits: Tensor): Tensor {
  if (typeof part !== 'number') {
    checkBroadcast(component, part, logits)
    return part
  }
  if (part > 0 && Number.isFinite(part)) return scalar(part)
  throw new PotstillError({
    code: 'losses/temperature',
    component,
    expected: 'a temperature that is a finite number above 0',
    received: String(part),
    fix: 'give 1 for plain probabilities, more for softer ones',
  })
}

/** `[B]` against `[B, C]` would soften classes instead of examples, silently where B equals C. */
function checkBroadcast(component: string, temperature: Tensor, logits: Tensor): void {
  const perExample = [...logits.shape.slice(0, -1), 1]
  const fits = perExample.every((size, axis) => [1, size].includes(temperature.shape[axis] ?? 0))
  if (temperature.rank === 0 || (temperature.rank === logits.rank && fits)) return
  throw new PotstillError({
    code: 'losses/temperature',
    component,
    expected: `a temperature of shape [] or [${perExample}] for logits [${logits.shape}]`,
    received: `[${temperature.shape}]`,
    fix: 'reshape it so that its last axis, the classes, is 1',
  })
}
