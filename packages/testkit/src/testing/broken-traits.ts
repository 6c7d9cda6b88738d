import { add, div, mean, mul, squaredDifference, zeros } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { refuseOne, type Broken } from './broken'
import { classes, declared, factor, match, one, options, softened } from './check-names'
import { detach } from './detach'
import { toyValue } from './toy-loss'

/** Losses that are not what they declare. */
export const brokenTraits: Readonly<Record<string, Broken>> = {
  'a batch of one that is refused without a word in the traits': {
    compute: ({ studentLogits, teacherLogits }) => {
      refuseOne(studentLogits)
      return toyValue(studentLogits, teacherLogits)
    },
    fails: [one],
    says: /a value; got .*two examples/,
  },
  'a value for the batch that is declared as one per example': {
    compute: ({ studentLogits, teacherLogits }) => mean(toyValue(studentLogits, teacherLogits)),
    fails: [declared],
    says: /shape \[4\]; got \[\]/,
  },
  'a value per example that is declared as one for the batch': {
    traits: { perExample: false },
    fails: [declared],
    says: /shape \[\]; got \[4\]/,
  },
  'something left where the student is the teacher': {
    compute: ({ studentLogits, teacherLogits }) => add(toyValue(studentLogits, teacherLogits), 0.5),
    fails: [match],
    says: /expected 0; got \[0.5, 0.5, 0.5, 0.5\]/,
  },
  'a factor of the temperature that is declared and not taken': {
    traits: { temperatureSquared: true },
    fails: [factor],
    says: /3 times as much/,
  },
  'a factor of the temperature that is taken and not declared': {
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      mul(toyValue(studentLogits, teacherLogits), temperature.squared),
    fails: [factor],
    says: /1 times as much/,
  },
  'a temperature that is declared and not used': {
    traits: { softened: true },
    fails: [softened],
    says: /another value at another temperature/,
  },
  'a temperature that is used and not declared': {
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      toyValue(div(studentLogits, temperature.student), div(teacherLogits, temperature.teacher)),
    fails: [softened],
    says: /the same value at any temperature/,
  },
  'the same classes, declared and not demanded': {
    compute: ({ studentLogits, teacherLogits }) =>
      toyValue(mean(studentLogits, -1, true), mean(teacherLogits, -1, true)),
    fails: [classes],
    says: /a PotstillError for other classes; got a value/,
  },
  'other classes, declared and refused': {
    traits: { sameClasses: false },
    fails: [classes],
    says: /a value for other classes; got .*the same classes/,
  },
  'other classes, refused by an error that explains nothing': {
    compute: ({ studentLogits, teacherLogits }) =>
      mean(squaredDifference(studentLogits, detach(teacherLogits)), -1),
    fails: [classes],
    says: /broadcast/,
  },
  'an option without a description': {
    options: z.strictObject({ power: z.number().default(2) }),
    fails: [options],
    says: /a description of the option power; got none/,
  },
  'options that are not known and not refused': {
    options: z.object({}),
    fails: [options],
    says: /unknown options to be refused/,
  },
  'a state of another shape': {
    init: () => ({ state: { mean: zeros([5]) } }),
    compute: ({ studentLogits, teacherLogits }) => ({
      loss: toyValue(studentLogits, teacherLogits),
      state: { mean: mean(studentLogits) },
    }),
    fails: [declared],
    says: /the next mean of the shape that init gave it; got \[\]/,
  },
  'a state that is not given back': {
    init: () => ({ state: { mean: zeros([5]), count: zeros([]) } }),
    compute: ({ studentLogits, teacherLogits }) => ({
      loss: toyValue(studentLogits, teacherLogits),
      state: { mean: zeros([5]) },
    }),
    fails: [declared],
    says: /the next count, as init gave one; got none/,
  },
  'a state, and a loss without any': {
    init: () => ({ state: { mean: zeros([5]) } }),
    fails: [declared],
    says: /the next mean, as init gave one; got none/,
  },
  'a state that init did not give': {
    compute: ({ studentLogits, teacherLogits }) => ({
      loss: toyValue(studentLogits, teacherLogits),
      state: { mean: mean(studentLogits) },
    }),
    fails: [declared],
    says: /the next mean of the shape that init gave it/,
  },
}
