import type { ComponentKind } from '@potstill/spec'

/** What a kind of components is for, in plain words. */
export interface KindDescription {
  readonly title: string
  readonly paragraphs: readonly string[]
  /** Plain text for a terminal. */
  readonly formula?: string
  /** YAML of the parts of a recipe where it stands; absent where no built-in component could stand there. */
  readonly recipe?: string
}

/**
 * Tells what a kind of components is for, and how a recipe uses it.
 *
 * @example
 * describeKind('temperature').title // => 'Temperatures'
 */
export function describeKind(kind: ComponentKind): KindDescription {
  return kinds[kind]
}

const lines = (...all: readonly string[]) => all.join('\n')

const kinds: Readonly<Record<ComponentKind, KindDescription>> = {
  loss: {
    title: 'Losses',
    paragraphs: [
      'A loss says how far the student is from what it is to learn, for each example. What training makes smaller, the objective, is the weighted sum of its terms, each the mean of one loss.',
      'Losses on logits compare answers, and take no more than a teacher that gives logits. Losses on features compare layers, which taps name in pairs of student and teacher; some bring a connector that makes one shape of the other, and trains with the student. Losses on relations compare how the examples of a batch lie to each other.',
      'Each term has a weight, a number or a schedule; a warmUp, the epochs over which the weight rises from 0; and, where the loss is softened, a temperature.',
    ],
    formula: lines('L = Σ_i w_i · mean over examples of l_i', 'l_i: the loss of term i; w_i: its weight'),
    recipe: lines(
      'objective:',
      '  - { loss: crossEntropy, weight: 0.1 }',
      '  - { loss: softTargets, weight: 0.9, temperature: 4 }',
      '  - { loss: attentionTransfer, weight: 1000, taps: [[conv2, conv2]], warmUp: 1 }',
    ),
  },
  temperature: {
    title: 'Temperatures',
    paragraphs: [
      'A temperature T divides logits before they become probabilities. At T = 1 these are what the network says; the higher T, the flatter they are, and the more the wrong classes count. How a teacher spreads probability over them is what a student learns beside the answer.',
      'Gradients of a softened loss shrink with 1/T². It is therefore multiplied by T², unless its options say otherwise, and its weight keeps its meaning as T changes.',
      'Raise T to learn from informative wrong classes, lower it where they are noise; small students want a lower T.',
      'In a recipe the temperature of a term is a number, a schedule (a curve over the run), or one of the temperatures here, which read the batch or learn. Each fits every loss that is softened.',
    ],
    formula: lines(
      'p_c = exp(v_c / T) / Σ_j exp(v_j / T),   q_c = exp(z_c / T) / Σ_j exp(z_j / T)',
      'T² · Σ_c p_c (log p_c − log q_c), as softTargets has it',
      'v, z: logits of teacher and student; c, j: classes',
    ),
    recipe: lines(
      'objective:',
      '  - { loss: crossEntropy, weight: 0.1 }',
      '  - { loss: softTargets, weight: 9, temperature: { logitStandardization: { base: 2 } } }',
    ),
  },
  schedule: {
    title: 'Schedules',
    paragraphs: [
      'A schedule is a curve over training: a number for each moment of a run. Temperatures, weights of terms, learning rates and the decay of averaged weights may follow one; a plain number stands for a curve that never changes.',
      'Most are told in fractions of the run, so that they fit whatever its length; step, cyclical and warmUp are told in epochs. Curves go into curves: warmUp starts another slowly, chain puts several one after the other.',
    ],
    formula: lines(
      'value = f(step, epoch, fraction)',
      'step, epoch: what is done of the run; fraction: the same, from 0 to 1',
    ),
    recipe: lines(
      'objective:',
      '  - { loss: softTargets, temperature: { cosine: { from: 8, to: 2 } } }',
      'optimizer: { adamw: { learningRate: { warmUp: { epochs: 1, to: { cosine: { from: 0.002, to: 0 } } } } } }',
    ),
  },
  teacher: {
    title: 'Teachers',
    paragraphs: [
      'A teacher is whom the student learns from. It is not trained: it gives logits, and features of its layers where losses ask for those.',
      'In a recipe it is one of these, or { stage: NAME }, the student of an earlier stage, or { peer: NAME }, another learner of the same stage.',
    ],
    recipe: 'teacher: { layersModel: { path: teacher/model.json } }',
  },
  studentArchitecture: {
    title: 'Students',
    paragraphs: [
      'A student is the network that is trained. An architecture is built for the shape of the data and the number of classes; its initial weights follow from the seed.',
      'In a recipe it is one of these, or { stage: NAME }, which goes on with the student of an earlier stage. Its layers have names, which taps refer to.',
    ],
    recipe: 'student: { mlp: { hidden: [32] } }',
  },
  dataSource: {
    title: 'Data',
    paragraphs: [
      'Where examples come from, in up to three splits: train, validation and test. The order of a split follows from seed and epoch, so that a run can be repeated and gone on with.',
    ],
    recipe: 'data: { mnist: { train: 55000, validation: 5000 } }',
  },
  augmentation: {
    title: 'Augmentations',
    paragraphs: [
      'What changes the examples that are trained on, anew in each epoch: shifts, crops, mixtures. What is drawn follows from seed, epoch and example.',
      'The teacher sees the same as the student, the example without any draw (clean), or draws of its own; views are further versions of each example, for losses that compare them.',
    ],
    recipe: 'augment: { of: [flip, { crop: { padding: 4 } }], teacher: same }',
  },
  strategy: {
    title: 'Strategies',
    paragraphs: [
      'A strategy prepares a batch with the networks at hand before the teacher is asked, such as text that the student generates.',
    ],
  },
  optimizer: {
    title: 'Optimizers',
    paragraphs: [
      'How weights follow their gradients. The learning rate is a number or a schedule. Clipping, accumulation and averaged weights are rules of the training, and go with every optimizer.',
    ],
    recipe: 'optimizer: { adamw: { learningRate: 0.001 } }',
  },
  callback: {
    title: 'Callbacks',
    paragraphs: [
      'A callback watches a stage: it writes what it sees, or stops the training when there is no more to gain.',
    ],
    recipe: 'callbacks: [{ earlyStopping: { patience: 3 } }]',
  },
}
