import { describe, expect, it } from 'vitest'
import { messages, messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { staged } from '../testing/toy-recipes'

describe('stages', () => {
  it('completes each stage with what is shared, and training key by key', () => {
    const { stages } = parse(staged)
    expect(
      stages.map(({ name, student, training }) => [name, student.options, training.epochs, training.seed]),
    ).toEqual([
      ['big', { hidden: [6] }, 3, 3],
      ['alone', { hidden: [2] }, 2, 3],
      ['small', { hidden: [2] }, 2, 3],
    ])
    expect(stages[2]!.teacher).toMatchObject({ stage: 'big' })
    expect(stages[2]!.objective[1]!.taps).toMatchObject([{ student: 'hidden', teacher: 'hidden' }])
  })

  it('gives each stage components of its own', () => {
    const { stages } = parse(staged)
    expect(stages[0]!.optimizer.component).not.toBe(stages[1]!.optimizer.component)
  })

  it('reads null as no teacher, in a stage against a shared one too', () => {
    expect(
      parse(staged.replace('student: { tiny: { hidden: [2] } }', 'teacher: null\nstudent: tiny')).stages,
    ).toHaveLength(3)
    const shared = staged
      .replace('data:', 'teacher: oracle\ndata:')
      .replace('{ name: alone }', '{ name: alone, teacher: null }')
    expect(parse(shared).stages.map(({ teacher }) => teacher !== undefined)).toEqual([true, false, true])
  })

  it.each<Mistake>([
    [
      'stage that does not exist',
      'teacher: oracle',
      'teacher: { stage: big }',
      '3:19 teacher.stage: expected the name of an earlier stage, of which there is none; got "big".',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })

  it.each([
    [
      'name: big',
      'name: alone',
      '9:13 stages[1].name: expected stages of different names; got "alone" a second time.',
    ],
    [
      '{ stage: big }',
      '{ stage: bgi }',
      '11:23 stages[2].teacher.stage: expected the name of an earlier stage: big, alone; got "bgi". Did you mean "big"?',
    ],
    [
      '{ stage: big }',
      '{ stage: small }',
      '11:23 stages[2].teacher.stage: expected the name of an earlier stage: big, alone; got "small".',
    ],
    ['{ name: alone }', 'alone', '9:5 stages[1]: expected a stage: { name, … }; got "alone".'],
    [
      '{ name: alone }',
      '{ teacher: null }',
      '9:5 stages[1].name: expected the name of the stage; got nothing. Add "name: …".',
    ],
    [
      '{ name: alone }',
      '{ name: alone, stdent: tiny }',
      '9:20 stages[1].stdent: expected one of the keys name, data, augment, teacher, student, objective, learners, strategies, optimizer, callbacks, training; got "stdent". Did you mean "student"?',
    ],
    [
      'optimizer: { sgd: { learningRate: 0.2 } }\n',
      '',
      '7:5 stages[0].optimizer: expected an optimizer; got nothing. Add "optimizer: …".',
    ],
  ])('in stages: %s → %s', (from, to, message) => {
    expect(messages(staged.replace(from, to))[0]).toBe(`recipe.yaml:${message}`)
  })

  it('is silent about what is right: one mistake gives one line, even where every stage shares it', () => {
    expect(messages(staged.replace('sgd', 'sdg'))).toEqual([
      'recipe.yaml:5:14 optimizer.sdg: expected an optimizer: sgd; got "sdg". Did you mean "sgd"?',
    ])
  })

  it('tells a mistake in what every stage overrides', () => {
    const overridden = staged
      .replaceAll(/name: (alone|small)/g, 'name: $1\n    student: tiny')
      .replace('{ name: alone\n    student: tiny }', '{ name: alone, student: tiny }')
    expect(messages(overridden.replace('student: { tiny: { hidden: [2] } }', 'student: tiyn'))).toEqual([
      'recipe.yaml:3:10 student: expected a student: tiny; got "tiyn". Did you mean "tiny"?',
    ])
  })
})
