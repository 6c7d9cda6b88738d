import { describe, expect, it } from 'vitest'
import { messages, parse } from '../testing/mistakes'
import { continued, mutual } from '../testing/toy-recipes'

describe('learners', () => {
  it('have what the stage says where they say nothing of their own', () => {
    const [stage] = parse(mutual).stages
    expect(stage!.learners).toMatchObject([
      { name: 'one', student: { options: { hidden: [3] } }, teacher: { peer: 'other' }, objective: [{}, {}] },
      { name: 'other', student: { options: { hidden: [5] } }, teacher: { peer: 'one' }, objective: [{}, {}] },
      { name: 'third', objective: [{}, { teacher: { peer: 'one' } }, { teacher: { peer: 'other' } }] },
    ])
    expect(stage).toMatchObject({ student: { options: { hidden: [3] } }, teacher: { peer: 'other' } })
  })

  it('are each their own, may learn from others, and may be taken away again', () => {
    const text = `${continued}  - name: together
    learners:
      - { name: a, student: { stage: late }, teacher: { stage: big } }
      - { name: b, teacher: oracle, objective: [softTargets] }
  - { name: alone, learners: null }
`
    const [a, b] = parse(text).stages[3]!.learners!
    expect(a).toMatchObject({ start: { stage: 'late' }, teacher: { stage: 'big' } })
    expect(b).toMatchObject({ teacher: { name: 'oracle' }, objective: [{ loss: { name: 'softTargets' } }] })
    expect(b!.student.component).not.toBe(a!.student.component)
    expect(parse(text).stages[4]).not.toHaveProperty('learners')
  })

  it.each([
    [
      '{ peer: other }',
      '{ peer: othr }',
      '6:35 learners[0].teacher.peer: expected the name of another learner: other, third; got "othr". Did you mean "other"?',
    ],
    [
      '{ peer: other }',
      '{ peer: one }',
      '6:35 learners[0].teacher.peer: expected the name of another learner: other, third; got "one".',
    ],
    [
      'name: other',
      'name: one',
      '7:13 learners[1].name: expected learners of different names; got "one" a second time.',
    ],
    [
      '{ name: one, teacher: { peer: other } }',
      'one',
      '6:5 learners[0]: expected a learner: { name, … }; got "one".',
    ],
    [
      '{ name: one, ',
      '{ ',
      '6:5 learners[0].name: expected the name of the learner; got nothing. Add "name: …".',
    ],
    [
      'name: one,',
      'name: one, optimizer: sgd,',
      '6:18 learners[0].optimizer: expected one of the keys name, teacher, student, objective; got "optimizer".',
    ],
    [
      '{ name: one, teacher: { peer: other } }',
      '{ name: one }',
      '4:27 objective[1].softTargets: expected a teacher, since softTargets needs teacherLogits; got none. Name a teacher, or take this away.',
    ],
    [
      'student: { tiny: { hidden: [3] } }\n',
      '',
      '5:5 learners[0].student: expected a student; got nothing. Add "student: …".',
    ],
  ])('%s → %s', (from, to, message) => {
    expect(mutual).toContain(from)
    expect(messages(mutual.replace(from, to))).toContain(`recipe.yaml:${message}`)
  })

  it('may learn from one each term, also where the objective is shared by stages', () => {
    const shared = `name: shared
data: points
student: tiny
objective: [crossEntropy, { loss: softTargets, teacher: { peer: a } }]
optimizer: sgd
training: { epochs: 1, batchSize: 8 }
stages:
  - { name: first, objective: [crossEntropy] }
  - name: second
    learners: [{ name: a, objective: [crossEntropy] }, { name: b }]
`
    const [, b] = parse(shared).stages[1]!.learners!
    expect(b!.objective.map(({ teacher }) => teacher?.peer)).toEqual([undefined, 'a'])
    expect(messages(shared.replace('{ peer: a }', '{ peer: c }'))).toEqual([
      'recipe.yaml:4:65 objective[1].teacher.peer: expected the name of another learner: a; got "c".',
    ])
  })

  it('are a list that is not empty', () => {
    expect(messages(mutual.replace(/learners:[^]*(?=optimizer)/, 'learners: []\n'))).toEqual([
      'recipe.yaml:5:11 learners: expected a list of learners: { name, … }; got an empty list.',
    ])
  })

  it('are where peers are: one student has none', () => {
    expect(messages(mutual.replace(/learners:[^]*(?=optimizer)/, 'teacher: { peer: one }\n'))).toEqual([
      'recipe.yaml:5:18 teacher.peer: expected the name of another learner, of which there is none; got "one".',
    ])
  })
})
