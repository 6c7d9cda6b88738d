import { describe, expect, it } from 'vitest'
import { crossEntropyGradient, largestDifference, type LinearClassifier } from './closed-form'

const classifier: LinearClassifier = {
  inputs: [
    [1, -2],
    [0.5, 3],
    [-1, 0.25],
  ],
  labels: [0, 2, 1],
  kernel: [0.1, -0.2, 0.3, 0.4, 0.5, -0.6],
  bias: [0.05, -0.1, 0.2],
}

function meanCrossEntropy({ inputs, labels, kernel, bias }: LinearClassifier): number {
  const losses = inputs.map((x, example) => {
    const logits = bias.map((b, c) => b + x[0]! * kernel[c]! + x[1]! * kernel[3 + c]!)
    return Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[labels[example]!]!
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

describe('crossEntropyGradient', () => {
  it('is what central differences give', () => {
    const { kernel, bias } = classifier
    const moved = (index: number, by: number) => {
      const weights = [...kernel, ...bias].map((value, at) => (at === index ? value + by : value))
      return meanCrossEntropy({ ...classifier, kernel: weights.slice(0, 6), bias: weights.slice(6) })
    }
    const h = 1e-5
    const expected = Array.from({ length: 9 }, (_, i) => (moved(i, h) - moved(i, -h)) / (2 * h))
    expect(largestDifference(crossEntropyGradient(classifier), expected)).toBeLessThan(1e-9)
  })
})

describe('largestDifference', () => {
  it('is not fooled by what is missing or no number', () => {
    expect(largestDifference([1, 2], [1, 4])).toBe(2)
    expect(largestDifference([1], [1, 4])).toBe(Infinity)
    expect(largestDifference([1, Number.NaN], [1, 4])).toBeNaN()
  })
})
