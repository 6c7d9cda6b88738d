import { describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, distilled, mutual, staged } from '../testing/toy-recipes'
import { rolesOf } from './roles'

const roles = (text: string, ...overrides: string[]) =>
  rolesOf(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }).stages)

describe('rolesOf', () => {
  it('tells teacher, baseline and student apart', () => {
    expect(roles(staged)).toEqual(['teacher', 'baseline', 'student'])
    expect(roles(distilled)).toEqual(['student'])
  })

  it('calls a baseline only what has the architecture of the student and no teacher', () => {
    expect(roles(staged, 'stages.alone.student.tiny.hidden=[5]')).toEqual(['teacher', 'other', 'student'])
    expect(roles(staged, 'stages.alone.teacher=oracle')).toEqual(['teacher', 'other', 'student'])
  })

  it('calls no baseline what the student went on from', () => {
    expect(roles(continued)).toEqual(['teacher', 'other', 'student'])
    const untaught = ['stages.early.teacher=', 'stages.early.objective=[crossEntropy]']
    expect(roles(continued, ...untaught)).toEqual(['teacher', 'other', 'student'])
    const between = `${continued}  - { name: last, student: { stage: late }, teacher: { stage: late } }\n`
    expect(roles(between, ...untaught)).toEqual(['other', 'other', 'teacher', 'student'])
    const alone = continued.replace('  - name: early', '  - { name: alone }\n  - name: early')
    expect(roles(alone)).toEqual(['teacher', 'baseline', 'other', 'student'])
  })

  it('calls no baseline what learned together with others', () => {
    expect(roles(mutual)).toEqual(['student'])
    const learners = 'stages.alone.learners=[{ name: one }, { name: other }]'
    expect(roles(staged, learners)).toEqual(['teacher', 'other', 'student'])
  })

  it('calls a teacher only the stage that the last one learned from', () => {
    const chain = [{ stage: 'big' }, { stage: 'alone' }].map((teacher) => JSON.stringify(teacher))
    expect(roles(staged, `stages.1.teacher=${chain[0]}`, `stages.2.teacher=${chain[1]}`)).toEqual([
      'other',
      'teacher',
      'student',
    ])
  })
})
