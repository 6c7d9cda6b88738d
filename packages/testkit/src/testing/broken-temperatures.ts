import {
  add,
  exp,
  keep,
  max,
  mean,
  mul,
  range,
  reshape,
  scalar,
  squeeze,
  sub,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach, twiceTheGradient } from './detach'
import {
  alike,
  alone,
  answer,
  compiled,
  difference,
  everyExample,
  everyTemperatureCheck,
  large,
  options,
  order,
  teacher,
} from './temperature-check-names'
import { spread, valueOf, type ToyTemperature } from './toy-temperature'

export interface BrokenTemperature extends ToyTemperature {
  /** The checks that have to fail, and no others. */
  readonly fails: readonly string[]
  /** What one of them has to say. */
  readonly says: RegExp
}

const learned = (share: Tensor | undefined) => share ?? scalar(0.5)

/** Temperatures with something wrong in each. */
export const brokenTemperatures: Readonly<Record<string, BrokenTemperature>> = {
  'one number for each example in a row': {
    resolve: ({ studentLogits }) => valueOf(squeeze(spread(studentLogits), [-1])),
    fails: [answer],
    says: /student of shape \[\] or \[4, 1\] for logits \[4, 5\]; got \[4\]/,
  },
  'one number for each class': {
    resolve: ({ studentLogits }) => valueOf(add(mul(detach(studentLogits), 0), 2)),
    fails: [answer],
    says: /student of shape \[\] or \[4, 1\] for logits \[4, 5\]; got \[4, 5\]/,
  },
  'a tensor that is kept': {
    resolve: ({ studentLogits }) => {
      keep(zeros([1]))
      return valueOf(spread(studentLogits))
    },
    fails: [answer],
    says: /no tensor left behind; got 2/,
  },
  'random numbers of its own': {
    resolve: () => valueOf(scalar(1 + Math.random())),
    fails: [answer, difference, order],
    says: /the same twice/,
  },
  'a state of another shape': {
    init: () => ({ state: { mean: zeros([1]) } }),
    resolve: ({ studentLogits }) => ({
      temperatures: [valueOf(spread(studentLogits))],
      state: { mean: mean(studentLogits) },
    }),
    fails: [answer],
    says: /the next mean of the shape that init gave it; got \[\]/,
  },
  'a state that is not given back': {
    init: () => ({ state: { mean: zeros([1]) } }),
    resolve: ({ studentLogits }) => valueOf(spread(studentLogits)),
    fails: [answer],
    says: /the next mean, as init gave one; got none/,
  },
  'twice the gradient of its variable': {
    resolve: (_, { variables }) => valueOf(exp(twiceTheGradient(learned(variables['share'])))),
    fails: [difference],
    says: /entry 0 of the gradient of share/,
  },
  "twice the gradient at the student's logits": {
    resolve: ({ studentLogits }) => valueOf(spread(twiceTheGradient(studentLogits))),
    fails: [difference],
    says: /entry \d+ of the gradient of the student's logits/,
  },
  'a gradient into the teacher': {
    resolve: ({ teacherLogits }) => valueOf(spread(teacherLogits)),
    fails: [teacher],
    says: /no gradient at the teacher's logits/,
  },
  'an exponential of large logits': {
    resolve: ({ studentLogits }) => valueOf(exp(max(detach(studentLogits), -1, true))),
    fails: [large],
    says: /student above 0 and finite/,
  },
  'no room for logits that are all the same': {
    resolve: ({ studentLogits }) => valueOf(spread(detach(studentLogits), 0)),
    fails: [alike],
    says: /student above 0 and finite; got \[0, 0, 0, 0\]/,
  },
  'a gradient that is not finite where the temperature is': {
    // The gradient of a square root at 0.
    resolve: ({ studentLogits }) => valueOf(add(spread(studentLogits, 0), 1)),
    fails: [alike],
    says: /a finite gradient at the student's logits; got \[NaN/,
  },
  'no room for examples that are the same': {
    resolve: ({ studentLogits }) => {
      const constant = detach(studentLogits)
      return valueOf(max(mul(sub(constant, mean(constant, 0, true)), 1)))
    },
    fails: [alike, everyExample, alone],
    says: /student above 0 and finite; got \[0\]/,
  },
  'the place in the batch': {
    resolve: ({ studentLogits }) => {
      const [batch] = studentLogits.shape
      return valueOf(
        reshape(
          range(1, batch! + 1),
          studentLogits.shape.map((size, axis) => (axis === 0 ? size : 1)),
        ),
      )
    },
    fails: [order],
    says: /the same student in another order: \[2, 4, 1, 3\]; got \[1, 2, 3, 4\]/,
  },
  'a signal that it does not declare': {
    resolve: (signals) => {
      const { labels } = signals as unknown as { readonly labels: Tensor }
      return valueOf(add(spread(signals.studentLogits), mul(max(labels), 0)))
    },
    fails: everyTemperatureCheck.filter((check) => check !== options && check !== compiled),
    says: /reads the signal labels, which it does not declare/,
  },
  'an option without a description': {
    options: z.strictObject({ power: z.number().default(2) }),
    fails: [options],
    says: /a description of the option power; got none/,
  },
  'options that are not known and not refused': {
    options: z.object({}),
    fails: [options],
    says: /unknown options to be refused; got a temperature/,
  },
}
