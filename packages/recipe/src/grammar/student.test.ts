import { describe, expect, it } from 'vitest'
import { messages, messagesAfter, parse } from '../testing/mistakes'
import { continued } from '../testing/toy-recipes'

describe('a student that goes on from an earlier stage', () => {
  it('has the architecture of that one', () => {
    const { stages } = parse(continued)
    expect(stages[2]).toMatchObject({
      student: { name: 'tiny', options: { hidden: [4] } },
      start: { stage: 'early' },
    })
    expect(stages[1]).not.toHaveProperty('start')
  })

  it('goes on from one that went on', () => {
    const { stages } = parse(`${continued}  - { name: last, student: { stage: late } }\n`)
    expect(stages[3]).toMatchObject({ student: { options: { hidden: [4] } }, start: { stage: 'late' } })
  })

  it.each([
    [
      '{ stage: early }',
      '{ stage: erly }',
      '13:23 stages[2].student.stage: expected the name of an earlier stage: big, early; got "erly". Did you mean "early"?',
    ],
    [
      '{ stage: early }',
      '{ stage: late }',
      '13:23 stages[2].student.stage: expected the name of an earlier stage: big, early; got "late".',
    ],
    [
      '{ stage: early }',
      '{ stage: [early] }',
      '13:23 stages[2].student.stage: expected the name of an earlier stage: big, early; got ["early"].',
    ],
    [
      '{ stage: early }',
      '{ stage: early, seed: 1 }',
      '13:14 stages[2].student: expected a student: one name, or { name: { options } }; got the keys stage, seed.',
    ],
    // What is wrong in the stage that it goes on from is told there, once.
    [
      '{ tiny: { hidden: [4] } }',
      'tiyn',
      '3:10 student: expected a student: tiny; got "tiyn". Did you mean "tiny"?',
    ],
  ])('%s → %s', (from, to, message) => {
    expect(messages(continued.replace(from, to))).toEqual([`recipe.yaml:${message}`])
  })

  it('needs stages', () => {
    expect(messagesAfter('{ tiny: { hidden: [3] } }', '{ stage: big }')).toEqual([
      'recipe.yaml:4:19 student.stage: expected the name of an earlier stage, of which there is none; got "big".',
    ])
  })
})
