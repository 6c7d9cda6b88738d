import type { Batch, Progress, Student } from '@potstill/spec'
import { div, neg, tensor, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { adam, adamw, momentum, nesterov, sgd } from '../optimizers/index'
import type { StepOptions } from '../step/step-options'
import { twoVelocities } from './by-term'
import { fixedTeacher } from './fixed-teacher'
import { follower } from './follower'
import { fixedLogits } from './linear-student'
import { consistency, hard, hint, remembering, soft } from './losses'
import { batchOf } from './points'
import { labels, rows } from './step-bench'

type Given = Omit<StepOptions, 'student' | 'compile'>

/** What a run of some steps is made of. */
export interface Setup {
  readonly options: (student: Student) => Given
  readonly dropout?: number
  /** Of step `index`. Default: the same three examples at each. */
  readonly batch?: (index: number) => Batch | readonly Batch[]
  /** Before step `index`. */
  readonly meanwhile?: (index: number, student: Student) => void
  /** Steps of several batches are several programs, made anew once they are known to read weights that change. */
  readonly several?: true
  /** Closes the step before step `reopenAt`, and goes on with another. */
  readonly reopenAt?: number
}

export const cosine = ({ fraction }: Progress) => 2 + 3 * (1 + Math.cos(Math.PI * fraction))

export const optimizers = {
  sgd: sgd({ learningRate: ({ fraction }: Progress) => 0.2 * (1 - fraction), weightDecay: 0.01 }),
  momentum: momentum({ learningRate: 0.1, weightDecay: 0.01 }),
  nesterov: nesterov({ learningRate: 0.1 }),
  adam: adam({ learningRate: 0.05, weightDecay: 0.01 }),
  adamw: adamw({ learningRate: ({ step }: Progress) => 0.05 / (1 + step), weightDecay: 0.1 }),
}

/** One for each thing that a step reads or changes. */
export const setups: Readonly<Record<string, Setup>> = {
  ...Object.fromEntries(
    Object.entries(optimizers).map(([name, optimizer]) => [
      name,
      { options: () => ({ objective: [hard()], optimizer }), dropout: 0.4 },
    ]),
  ),
  'soft targets, a temperature and weights that change': {
    options: () => ({
      teacher: fixedTeacher(2),
      objective: [
        { loss: hard(), weight: ({ fraction }) => 1 - fraction },
        { loss: soft(), weight: 0.9, temperature: cosine, warmUp: 2 },
      ],
      optimizer: optimizers.adam,
    }),
  },
  'masks and weights of examples that change': {
    options: () => ({ objective: [hard()], optimizer: optimizers.momentum }),
    batch: (index) => ({
      ...batchOf([0, 1, 2], rows, labels),
      mask: tensor([index % 2 === 0, true, index % 3 === 0], [3], 'bool'),
      weights: tensor1d([1, 2 + index, 0.5]),
    }),
  },
  'the memory of a loss': {
    options: () => ({ objective: [hard(), remembering()], optimizer: optimizers.adam }),
  },
  features: {
    options: () => ({
      teacher: fixedTeacher(2),
      objective: [hard(), { loss: hint(), taps: [['logits', 'logits']] }],
      optimizer: optimizers.sgd,
    }),
    dropout: 0.4,
  },
  'a teacher inside the step': {
    options: () => ({
      teacher: fixedTeacher(2, {
        open: () => ({ gives: ['logits'], logitsShape: [2], features: {} }),
        predict: () => ({}),
        inStep: ({ logits }) => ({ logits: neg(logits) }),
      }),
      objective: [hard(), soft()],
      optimizer: optimizers.momentum,
    }),
  },
  'a teacher that follows the student': {
    options: () => ({
      teacher: follower(),
      objective: [hard(), { loss: soft(), weight: 5 }],
      optimizer: optimizers.momentum,
    }),
  },
  'further views': {
    options: () => ({
      teacher: fixedTeacher(2, {
        predict: ({ views = [] }) => ({
          views: views.map((view) => tidy(() => fixedLogits(view as Tensor, 2))),
        }),
      }),
      objective: [hard(), consistency()],
      optimizer: optimizers.sgd,
    }),
    batch: (index) => ({
      ...batchOf([0, 1, 2], rows, labels),
      views: [tensor(rows.map((row) => row.map((value) => value * (1 - 0.1 * index))))],
      viewSeeds: tensor([[1], [2], [3]], [3, 1], 'int32'),
    }),
    dropout: 0.4,
  },
  'batches of another size in between': {
    options: () => ({ objective: [hard(), remembering()], optimizer: optimizers.adam }),
    batch: (index) => {
      const size = index % 3 === 2 ? 2 : 3
      return batchOf([0, 1, 2].slice(0, size), rows.slice(0, size), labels.slice(0, size))
    },
    dropout: 0.4,
  },
  'no labels': {
    options: () => ({ teacher: fixedTeacher(2), objective: [soft()], optimizer: optimizers.adam }),
    batch: () => batchOf([0, 1, 2], rows),
  },
  'clipped gradients': {
    options: () => ({
      objective: [hard()],
      optimizer: optimizers.momentum,
      clip: { norm: 0.4, value: 0.25 },
    }),
  },
  'averaged weights': {
    options: () => ({
      objective: [hard()],
      optimizer: optimizers.adam,
      ema: { decay: ({ step }: Progress) => (1 + step) / (10 + step) },
    }),
  },
  'frozen weights, and groups with rates of their own': {
    options: () => ({
      objective: [hard(), remembering()],
      optimizer: optimizers.adamw,
      freeze: ['*/bias'],
      groups: [
        { variables: ['connectors'], learningRate: 3, weightDecay: 0 },
        { variables: ['linear/*'], learningRate: 0.5 },
      ],
    }),
  },
  'gradients by term': {
    options: () => ({
      teacher: fixedTeacher(2),
      objective: [hard(), { loss: soft(), weight: 2 }, remembering()],
      optimizer: twoVelocities({ learningRate: 0.05 }),
      clip: { norm: 1 },
    }),
    dropout: 0.4,
  },
  'several batches for each update': {
    several: true,
    options: () => ({
      teacher: fixedTeacher(2),
      objective: [hard(), { loss: soft(), weight: 2, temperature: cosine }, remembering()],
      optimizer: optimizers.adam,
      clip: { norm: 1 },
      ema: { decay: 0.5 },
    }),
    batch: (index) => {
      const whole = {
        ...batchOf([0, 1, 2], rows, labels),
        mask: tensor([index % 2 === 0, true, true], [3], 'bool'),
        weights: tensor1d([1, 2 + index, 0.5]),
      }
      // The last of an epoch may be alone.
      if (index % 5 === 4) return [whole]
      const part = {
        ...batchOf([1, 2], rows.slice(1), labels.slice(1)),
        mask: tensor([true, index % 3 === 0], [2], 'bool'),
        weights: tensor1d([3, 1]),
      }
      return [whole, part]
    },
    dropout: 0.4,
  },
  'several batches for each update, by term': {
    several: true,
    options: () => ({
      teacher: fixedTeacher(2),
      objective: [hard(), soft()],
      optimizer: twoVelocities({ learningRate: 0.05 }),
    }),
    batch: (index) => [
      batchOf([0, 1, 2], rows, labels),
      batchOf([1, 2], rows.slice(1), index % 2 === 0 ? [0, 0] : [1, 0]),
    ],
    dropout: 0.4,
  },
  'weights that somebody changes between steps': {
    options: () => ({ objective: [hard()], optimizer: optimizers.sgd }),
    meanwhile: (index, { variables }) => {
      if (index === 3) for (const kept of variables) tidy(() => void kept.assign(div(kept, 2)))
    },
  },
}
