export { createTrainer } from './loop/create-trainer'
export type { Trainer, TrainerData, TrainerOptions, TrainResult } from './loop/trainer-options'
export type { Objective, TapPair, Term } from './objective'
