import type { Progress, Strategy } from '@potstill/spec'
import { add, mul, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { LearnersTrainerOptions, TrainerOptions } from '../loop/trainer-options'
import { adam, dot, momentum } from '../optimizers/index'
import { countingStudent, type CountingStudent } from './counting-student'
import { follower } from './follower'
import { hard, remembering, soft } from './losses'
import { points } from './points'
import { wandering } from './resumable'

/** A run of some shape, all of it made anew, and the networks that it trains. */
export interface Shape {
  readonly students: readonly CountingStudent[]
  readonly options: TrainerOptions | LearnersTrainerOptions
}

const rate = ({ fraction }: Progress) => 0.1 * (1 - fraction)

/** Moves every point, and turns some of them around: both are drawn. */
const shaken: Strategy = {
  kind: 'strategy',
  name: 'shaken',
  specVersion: 1,
  prepare: (batch, { random }) => {
    const inputs = batch.inputs as Tensor
    const sides = random.integers('sides', [inputs.shape[0] ?? 0, 1], 2)
    const noise = random.normal('noise', inputs.shape, 0, 0.2)
    const moved = tidy(() => add(mul(inputs, add(mul(sides, -2), 1)), noise))
    sides.dispose()
    noise.dispose()
    return { ...batch, inputs: moved }
  },
}

/** 22 examples in batches of 4. */
function common() {
  return {
    data: { ...points({ examples: 22 }), validation: points({ examples: 30, seed: 9 }).train },
    epochs: 3,
    batchSize: 4,
    seed: 4,
    checkpoints: 'run',
  }
}

function alone(more: Pick<TrainerOptions, 'optimizer'> & Partial<TrainerOptions>): () => Shape {
  return () => {
    const student = countingStudent({ dropout: 0.3 })
    const objective = [hard(), { loss: soft(), weight: 0.5, temperature: wandering }, remembering()]
    return { students: [student], options: { ...common(), student, objective, teacher: follower(), ...more } }
  }
}

/** Each is the peer of the other; one has a mean teacher beside. */
function together(more: Pick<TrainerOptions, 'optimizer'> & Partial<LearnersTrainerOptions>): () => Shape {
  return () => {
    const students = [1, 2].map((seed) => countingStudent({ dropout: 0.3, seed }))
    const [one, other] = students as [CountingStudent, CountingStudent]
    const mutual = (peer: string) => ({
      loss: soft(),
      temperature: wandering,
      teacher: { peer },
      name: 'mutual',
    })
    const learners = [
      { name: 'one', student: one, objective: [hard(), remembering(), mutual('other')] },
      {
        name: 'other',
        student: other,
        objective: [hard(), soft(), mutual('one')],
        teacher: follower(),
      },
    ]
    return { students, options: { ...common(), learners, ...more } }
  }
}

/** What a run may look like, beside the plain one. */
export const shapes: Readonly<Record<string, () => Shape>> = {
  'two learners, momentum and averages': together({
    optimizer: momentum({ learningRate: 0.05 }),
    ema: { decay: 0.8 },
  }),
  'two learners, adam, averages and accumulated batches': together({
    optimizer: adam({ learningRate: rate, weightDecay: 0.01 }),
    ema: { decay: ({ step }: Progress) => (1 + step) / (10 + step) },
    accumulate: 2,
    freeze: ['other/*/bias'],
  }),
  'a strategy that draws': alone({ optimizer: adam({ learningRate: rate }), strategies: [shaken] }),
  diagnostics: alone({
    optimizer: adam({ learningRate: rate }),
    diagnostics: { everySteps: 3 },
    clip: { norm: 1 },
  }),
  'gradients by term': alone({ optimizer: dot({ learningRate: 0.05, weightDecay: 0.01 }) }),
  'all of it': together({
    optimizer: dot({ learningRate: rate }),
    strategies: [shaken],
    diagnostics: { everySteps: 2 },
    ema: { decay: 0.8 },
    accumulate: 2,
  }),
}
