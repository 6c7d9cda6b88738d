import type { Loss, Signals } from '@potstill/spec'
import { gather, sum, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { gradientsOrNone } from '../../gradients-or-none'
import { arrayOf } from '../../numbers'
import { refusal } from '../../refusal'
import { reordered, scaled, studentParts, withTensors } from '../loss-case'
import { draw, forSeeds, type LossSubject, type Trial } from './check'

/** Values and gradients are numbers where logits are large, examples the same, or the batch is one example. */
export function finiteChecks(subject: LossSubject): Checks {
  const { loss, setting } = subject
  const large = (of: 'logits' | 'features') =>
    forSeeds(subject, (trial) => {
      tidy(() => {
        expectFinite(loss, trial, scaled(trial.signals, of, 1e4))
      })
    })
  const onFeatures = [...loss.needs, ...loss.uses].includes('features')
  return {
    'is finite at logits of ±10⁴, and so is its gradient': large('logits'),
    'is finite at features of ±10⁴, and so is its gradient': onFeatures ? large('features') : undefined,
    'is finite where all examples are the same': forSeeds(subject, (trial) => {
      tidy(() => {
        const first = zeros([setting.batch], 'int32')
        const same = reordered(trial.signals, (each) => gather(each, first))
        expectFinite(loss, trial, same)
      })
    }),
    'takes a batch of one, or says that it does not': async () => {
      const trial = await draw({ loss, setting: { ...setting, batch: 1 } }, 1)
      tidy(() => {
        const message = refusal(() => {
          expectFinite(loss, trial, trial.signals)
        })
        if ((loss.traits.smallestBatch ?? 1) > 1) return
        expectThat(message === undefined, 'a value', () => message!)
      })
    },
  }
}

function expectFinite(loss: Loss, { valueOn }: Trial, signals: Signals): void {
  const values = arrayOf(valueOn(signals))
  expectThat(values.every(Number.isFinite), 'finite values', () => few(values))
  for (const [name, tensors] of studentParts(signals, loss)) {
    const f = (...moved: Tensor[]) => sum(valueOn(withTensors(signals, 'student', name, moved)))
    for (const gradient of gradientsOrNone(f, tensors)) {
      const numbers = arrayOf(gradient)
      expectThat(numbers.every(Number.isFinite), `a finite gradient at ${name}`, () => few(numbers))
    }
  }
}
