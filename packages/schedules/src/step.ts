import { defineSchedule } from '@potstill/spec'
import * as z from 'zod'

/**
 * Defines a staircase: `from`, multiplied by `gamma` at each of the `milestones`, which are epochs done. With k the number
 * of milestones up to now,
 *
 *     from · gammaᵏ
 *
 * A milestone of 30 changes the value before the first step of the 31st epoch, as in PyTorch's `MultiStepLR`.
 *
 * @throws PotstillError `options/invalid` where milestones do not ascend, or a value would not be finite
 *
 * @example
 * const rate = step({ from: 0.1, milestones: [30, 60] })
 * rate({ step: 29, steps: 90, epoch: 29, epochs: 90, fraction: 29 / 90 }) // => 0.1
 * rate({ step: 30, steps: 90, epoch: 30, epochs: 90, fraction: 30 / 90 }).toFixed(6) // => '0.010000'
 */
export const step = defineSchedule({
  name: 'step',
  summary: 'A staircase: multiplied at milestones.',
  formula: ['from · gamma^k', 'k: milestones up to now, in epochs done'].join('\n'),
  advice:
    'For learning rates that fall to a tenth after some epochs, and again. ' +
    'Milestones are epochs, not fractions: they do not move when the run gets longer. ' +
    'A milestone of 30 changes the value before the first step of the 31st epoch, as in PyTorch.',
  options: z
    .strictObject({
      from: z.number().describe('Value before the first milestone.'),
      milestones: z
        .array(z.number().nonnegative())
        .describe('Epochs done when the value changes, in ascending order.'),
      gamma: z.number().positive().default(0.1).describe('The factor at each milestone.'),
    })
    .refine(
      ({ milestones }) => milestones.every((place, index) => index === 0 || place > milestones[index - 1]!),
      { path: ['milestones'], error: 'expected milestones in ascending order' },
    )
    .refine(({ from, milestones, gamma }) => Number.isFinite(from * gamma ** milestones.length), {
      path: ['gamma'],
      error: 'expected a factor that keeps the last value finite',
    }),
  create:
    ({ from, milestones, gamma }) =>
    ({ epoch }) =>
      from * gamma ** milestones.filter((place) => epoch >= place).length,
})
