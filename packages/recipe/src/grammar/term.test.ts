import { describe, expect, it } from 'vitest'
import { messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { distilled } from '../testing/toy-recipes'

describe('a term of the objective', () => {
  it('takes number, schedule and temperature for a temperature', () => {
    const kinds = ['3', 'standardized', '{ cosine: { from: 4 } }'].map((text) => {
      const { temperature } = parse(distilled.replace('{ cosine: { from: 4, to: 2 } }', text)).stages[0]!
        .objective[1]!
      return typeof temperature === 'object' && 'kind' in temperature.component
        ? temperature.component.kind
        : temperature
    })
    expect(kinds).toEqual([3, 'temperature', 'schedule'])
  })

  it.each<Mistake>([
    [
      'unknown temperature',
      '{ cosine: { from: 4, to: 2 } }',
      'cosin',
      '7:52 objective[1].temperature: expected a temperature or a schedule: standardized, cosine, scaled; got "cosin". Did you mean "cosine"?',
    ],
    [
      'temperature of 0',
      '{ cosine: { from: 4, to: 2 } }',
      '0',
      '7:52 objective[1].temperature: expected a number above 0, a schedule or a temperature; got 0.',
    ],
    [
      'teacher of a term that is no learner',
      'weight: 0.9',
      'teacher: oracle',
      '7:35 objective[1].teacher: expected another learner: { peer: name }; got "oracle".',
    ],
    [
      'learner to learn from, where one learns alone',
      'weight: 0.9',
      'teacher: { peer: other }',
      '7:43 objective[1].teacher.peer: expected the name of another learner, of which there is none; got "other".',
    ],
    [
      'infinite weight',
      'weight: 0.9',
      'weight: .inf',
      '7:34 objective[1].weight: expected a finite number, or a schedule; got Infinity.',
    ],
    [
      'weight as text',
      'weight: 0.9',
      'weight: heavy',
      '7:34 objective[1].weight: expected a schedule: cosine, scaled; got "heavy".',
    ],
    [
      'negative warm-up',
      'weight: 0.9',
      'warmUp: -1',
      '7:34 objective[1].warmUp: expected a number of epochs, 0 or more; got -1.',
    ],
    [
      'unknown key of a term',
      'weight: 0.9',
      'wieght: 0.9',
      '7:26 objective[1].wieght: expected one of the keys loss, weight, temperature, taps, warmUp, teacher, start, name; got "wieght". Did you mean "weight"?',
    ],
    [
      'loss beside other keys',
      '{ loss: softTargets, weight: 0.9',
      '{ softTargets: {}, weight: 0.9',
      '7:7 objective[1].softTargets: expected a loss beside other keys to stand under the key loss; got the key softTargets. Write { loss: softTargets, … } or { loss: { softTargets: { … } }, … }.',
    ],
    [
      'term without a loss',
      '{ loss: crossEntropy, weight: 0.1 }',
      '{ weight: 0.1 }',
      '6:5 objective[0].loss: expected a loss: { loss: name, … }; got nothing. Add "loss: …".',
    ],
    [
      'temperature that nothing reads',
      'weight: 0.1',
      'temperature: 3',
      '6:27 objective[0].temperature: expected no temperature, since crossEntropy does not soften logits; got 3.',
    ],
    [
      'taps that nothing reads',
      'weight: 0.1',
      'taps: [[a, b]]',
      '6:27 objective[0].taps: expected no taps, since crossEntropy does not read features; got [["a","b"]].',
    ],
    [
      'taps that are missing',
      'loss: crossEntropy',
      'loss: hints',
      '6:13 objective[0].loss.hints: expected taps, since hints reads features; got none. Write { loss: hints, taps: [[student, teacher]] }.',
    ],
    [
      'tap without its pair',
      '{ loss: crossEntropy, weight: 0.1 }',
      '{ loss: hints, taps: [[a]] }',
      '6:27 objective[0].taps[0]: expected a pair [student, teacher] of tap names; got ["a"].',
    ],
    [
      'a start that is no stage',
      '{ loss: softTargets, weight: 0.9, temperature: { cosine: { from: 4, to: 2 } } }',
      '{ loss: paraphraser, taps: [[a, a]], start: early }',
      '7:49 objective[1].start: expected an earlier stage: { stage: name }; got "early".',
    ],
    [
      'a start where there is no stage before',
      '{ loss: softTargets, weight: 0.9, temperature: { cosine: { from: 4, to: 2 } } }',
      '{ loss: paraphraser, taps: [[a, a]], start: { stage: early } }',
      '7:58 objective[1].start.stage: expected the name of an earlier stage, of which there is none; got "early".',
    ],
    [
      'a start of a loss that has no variables',
      'weight: 0.1',
      'start: { stage: early }',
      '6:27 objective[0].start: expected no start, since crossEntropy has no variables of its own; got {"stage":"early"}.',
    ],
    [
      'the same name for two terms',
      'weight: 0.1 }',
      'name: a }\n  - { loss: crossEntropy, name: a }',
      '7:5 objective[1]: expected terms of different names; got "a" a second time.',
    ],
    [
      'soft term without a teacher',
      'teacher: oracle',
      'teacher: null',
      '7:13 objective[1].loss.softTargets: expected a teacher, since softTargets needs teacherLogits; got none. Name a teacher, or take this away.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })
})
