import type {
  NamedTensors,
  ProgressTensors,
  Random,
  Signals,
  TemperatureStep,
  TemperatureValue,
} from '@potstill/spec'
import { square, type Tensor } from '@tensorflow/tfjs-core'
import type { ComponentMemory } from './component-memory'
import { pick } from './pick-signals'
import type { ResolvedTerm } from './resolve-terms'

/** The temperatures of one term at this step, and the next state of the temperature that read the batch. */
export function temperatureValues(
  { temperature }: ResolvedTerm,
  base: Tensor,
  signals: Partial<Signals>,
  memory: ComponentMemory | undefined,
  progress: ProgressTensors,
  random: Random,
): { readonly values: readonly TemperatureValue[]; readonly state: NamedTensors } {
  if (temperature === undefined) {
    return { values: [{ student: base, teacher: base, squared: square(base) }], state: {} }
  }
  const answer = temperature.resolve(pick(temperature.name, signals, temperature.needs, []), {
    base,
    progress,
    variables: memory?.trainable ?? {},
    state: memory?.state ?? {},
    random: random.child('temperature'),
  })
  if ('temperatures' in answer) return { values: answer.temperatures, state: answer.state }
  return { values: isList(answer) ? answer : [answer], state: {} }
}

function isList(
  answer: Exclude<TemperatureValue | readonly TemperatureValue[], TemperatureStep>,
): answer is readonly TemperatureValue[] {
  return Array.isArray(answer)
}
