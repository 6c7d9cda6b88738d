import type { NamedTensors, Optimizer, OptimizerUpdate } from '@potstill/spec'
import { scalar, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core'

interface Given {
  readonly gradients: readonly (readonly number[])[]
  readonly learningRate: number
  /** Default: that of the rule. */
  readonly weightDecay?: number
  /** What comes beside the gradient of an update. */
  readonly beside?: (index: number) => Pick<OptimizerUpdate, 'byTerm' | 'taught'>
}

/** Updates one variable by given gradients; the weights after each. */
export function updates(rule: Optimizer, start: readonly number[], given: Given): number[][] {
  return tidy(() => {
    let value: Tensor = tensor1d([...start])
    let slots: NamedTensors = rule.init(value)
    return given.gradients.map((gradient, index) => {
      const rates = {
        learningRate: scalar(given.learningRate),
        weightDecay: scalar(given.weightDecay ?? rule.weightDecay ?? 0),
        step: scalar(index + 1),
      }
      const beside = given.beside?.(index)
      const next = rule.apply({ value, gradient: tensor1d([...gradient]), slots, rates, ...beside })
      value = next.value
      slots = next.slots
      return [...value.dataSync()]
    })
  })
}
