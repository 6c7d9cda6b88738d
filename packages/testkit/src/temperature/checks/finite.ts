import { gather, mul, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { gradientsOrNone } from '../../gradients-or-none'
import { arrayOf } from '../../numbers'
import { refusal } from '../../refusal'
import { sides, total, type TemperatureSignals } from '../temperature-case'
import { forTrials, type TemperatureSubject, type TemperatureTrial } from './check'

/** Temperatures are positive numbers where logits are large or alike, examples the same, or the batch is one example. */
export function finiteChecks(subject: TemperatureSubject): Checks {
  const first = (count: number) => zeros([count], 'int32')
  const { batch } = subject.setting
  const alike: Readonly<Record<string, (signals: TemperatureSignals) => TemperatureSignals>> = {
    'is positive and finite at logits of ±10⁴': (signals) => changed(signals, (each) => mul(each, 1e4)),
    'is positive and finite where all logits of an example are the same': (signals) =>
      changed(signals, (each) => mul(each, 0)),
    'is positive and finite where all examples are the same': (signals) =>
      all(signals, (each) => gather(each, first(batch))),
  }
  return {
    ...Object.fromEntries(
      Object.entries(alike).map(([name, change]) => [
        name,
        forTrials(subject, (trial) => {
          tidy(() => {
            expectPositive(trial, change(trial.signals))
          })
        }),
      ]),
    ),
    'takes a batch of one': forTrials({ ...subject, setting: { ...subject.setting, batch: 1 } }, (trial) => {
      tidy(() => {
        const message = refusal(() => {
          expectPositive(trial, trial.signals)
        })
        expectThat(message === undefined, 'temperatures', () => message!)
      })
    }),
  }
}

function expectPositive({ on }: TemperatureTrial, signals: TemperatureSignals): void {
  for (const value of on(signals).temperatures) {
    for (const side of sides) {
      const numbers = arrayOf(value[side])
      expectThat(
        numbers.every((each) => each > 0 && Number.isFinite(each)),
        `${side} above 0 and finite`,
        () => few(numbers),
      )
    }
  }
  const f = (studentLogits: Tensor) => total(on({ ...signals, studentLogits }).temperatures)
  const [gradient] = gradientsOrNone(f, [signals.studentLogits]).map(arrayOf)
  expectThat(gradient!.every(Number.isFinite), "a finite gradient at the student's logits", () =>
    few(gradient!),
  )
}

function changed(signals: TemperatureSignals, change: (logits: Tensor) => Tensor): TemperatureSignals {
  const { studentLogits, teacherLogits } = signals
  return { ...signals, studentLogits: change(studentLogits), teacherLogits: change(teacherLogits) }
}

function all(signals: TemperatureSignals, change: (tensor: Tensor) => Tensor): TemperatureSignals {
  return { ...changed(signals, change), labels: change(signals.labels) }
}
