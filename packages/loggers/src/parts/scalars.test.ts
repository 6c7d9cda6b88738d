import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, it } from 'vitest'
import { pretendRun } from '../testing/events'
import { diagnosticScalars, epochScalars, stepScalars } from './scalars'

const { stepEnd, epochEnd } = pretendRun()

describe('stepScalars', () => {
  it('names every number of a step', () => {
    expect(stepScalars(stepEnd(0, { accuracies: { one: 0.5, two: 0.25 } }))).toEqual({
      'step/total': 1.5,
      'step/term/hard': 1,
      'step/term/soft': 2,
      'step/accuracy': 0.5,
      'step/accuracy/one': 0.5,
      'step/accuracy/two': 0.25,
      'step/learningRate': 0.25,
      'weight/hard': 0.5,
      'weight/soft': 0.5,
      'temperature/soft': 4,
    })
  })

  it('leaves out what a step does not have', () => {
    const { accuracy: _, ...unlabelled } = stepEnd(0)
    expect(Object.keys(stepScalars(unlabelled))).not.toContain('step/accuracy')
  })
})

describe('diagnosticScalars', () => {
  it('names norms and cosines', () => {
    const diagnostics = { gradientNorm: 5, termNorms: { hard: 3, soft: 4 }, cosines: { 'hard|soft': 0 } }
    expect(diagnosticScalars(diagnostics)).toEqual({
      'gradient/norm': 5,
      'gradient/norm/hard': 3,
      'gradient/norm/soft': 4,
      'gradient/cosine/hard|soft': 0,
    })
  })
})

describe('epochScalars', () => {
  it('names every number of an epoch', () => {
    const validations = {
      one: { crossEntropy: 0.625, accuracy: 0.75 },
      two: { crossEntropy: 1, accuracy: 0.5 },
    }
    expect(epochScalars(epochEnd(1, { validations }))).toEqual({
      'train/total': 1.25,
      'train/term/hard': 0.75,
      'train/term/soft': 1.75,
      'train/accuracy': 0.5,
      'validation/accuracy': 0.75,
      'validation/crossEntropy': 0.625,
      'validation/one/accuracy': 0.75,
      'validation/one/crossEntropy': 0.625,
      'validation/two/accuracy': 0.5,
      'validation/two/crossEntropy': 1,
      examplesPerSecond: 4,
    })
  })
})
