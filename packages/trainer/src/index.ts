export type { CheckpointOptions } from './checkpoint/checkpoint-options'
export { createTrainer } from './loop/create-trainer'
export type {
  LearnersTrainerOptions,
  Trainer,
  TrainerData,
  TrainerOptions,
  TrainResult,
} from './loop/trainer-options'
export type { Learner, Peer } from './learner'
export type { Objective, TapPair, Term, TermVariables } from './objective'
export {
  adam,
  adamw,
  dot,
  lamb,
  lion,
  momentum,
  nesterov,
  optimizers,
  rmsprop,
  sgd,
} from './optimizers/index'
export { progressLine } from './progress-line/progress-line'
export type { ProgressOutput } from './progress-line/progress-line'
export { keyedRandom } from './random/keyed-random'
export { createStep } from './step/create-step'
export { disposeBatch } from './step/dispose-batch'
export type { KnownExamples } from './step/initialise-terms'
export type { Compile, LearnersStepOptions, StepOptions, StepResult, TrainStep } from './step/step-options'
export type { Clip, ParameterGroup, UpdateOptions } from './step/update-options'
