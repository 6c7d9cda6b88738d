import type { Trainer, TrainerOptions } from './trainer-options'

export function createTrainer(_options: TrainerOptions): Trainer {
  throw new Error('being written')
}
