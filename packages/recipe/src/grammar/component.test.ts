import { describe, expect, it } from 'vitest'
import { messagesAfter, type Mistake } from '../testing/mistakes'

describe('mistakes in a component', () => {
  it.each<Mistake>([
    [
      'unknown component',
      'student: { tiny',
      'student: { tiyn',
      '4:12 student.tiyn: expected a student: tiny; got "tiyn". Did you mean "tiny"?',
    ],
    [
      'two keys in a component',
      '{ tiny: { hidden: [3] } }',
      '{ tiny: {}, big: {} }',
      '4:10 student: expected a student: one name, or { name: { options } }; got the keys tiny, big.',
    ],
    [
      'no key in a component',
      '{ tiny: { hidden: [3] } }',
      '{}',
      '4:10 student: expected a student: one name, or { name: { options } }; got {}.',
    ],
    [
      'number for a component',
      'teacher: oracle',
      'teacher: 3',
      '3:10 teacher: expected a teacher: one name, or { name: { options } }; got 3.',
    ],
    [
      'options that are no mapping',
      '{ tiny: { hidden: [3] } }',
      '{ tiny: 3 }',
      '4:18 student.tiny: expected the options of tiny, as a mapping; got 3.',
    ],
    [
      'unknown option',
      'hidden: [3]',
      'hiden: [3]',
      '4:20 student.tiny.hiden: expected one of the options hidden; got "hiden". Did you mean "hidden"?',
    ],
    [
      'option of no option',
      'loss: crossEntropy',
      'loss: { crossEntropy: { eps: 1 } }',
      '6:31 objective[0].loss.crossEntropy.eps: expected no options; got "eps".',
    ],
    [
      'wrong option',
      'hidden: [3]',
      'hidden: [0]',
      '4:29 student.tiny.hidden[0]: expected a number >0; got 0.',
    ],
    [
      'wrong type of option',
      'hidden: [3]',
      'hidden: wide',
      '4:28 student.tiny.hidden: expected a list; got "wide".',
    ],
    [
      'missing option',
      '{ from: 4, to: 2 }',
      '{ to: 2 }',
      '7:54 objective[1].temperature.cosine.from: expected a number; got nothing. Add "from: …".',
    ],
    [
      'wrong choice of an option',
      'loss: softTargets',
      'loss: { softTargets: { form: lk } }',
      '7:36 objective[1].loss.softTargets.form: expected one of "crossEntropy", "kl"; got "lk". Did you mean "kl"?',
    ],
    [
      'wrong component in an option',
      'learningRate: 0.2',
      'learningRate: { cosin: { from: 1 } }',
      '8:37 optimizer.sgd.learningRate.cosin: expected a schedule: cosine, scaled; got "cosin". Did you mean "cosine"?',
    ],
    [
      'wrong option of a component in an option',
      'learningRate: 0.2',
      'learningRate: { cosine: { from: -1 } }',
      '8:53 optimizer.sgd.learningRate.cosine.from: expected a number >0; got -1.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })
})
