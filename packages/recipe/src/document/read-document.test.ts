import { describe, expect, it } from 'vitest'
import { messages, messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { distilled } from '../testing/toy-recipes'

describe('YAML', () => {
  it('follows aliases', () => {
    const text = distilled.replace('weight: 0.1', 'weight: &w 0.1').replace('weight: 0.9', 'weight: *w')
    expect(parse(text).stages[0]!.objective[1]!.weight).toBe(0.1)
  })

  it.each<Mistake>([
    [
      'key twice',
      'teacher: oracle',
      'teacher: oracle\nteacher: oracle',
      '4:1 teacher: expected each key once; got "teacher" a second time.',
    ],
    [
      'tag',
      'name: distilled',
      'name: !secret x',
      '1:7: expected YAML; got text that is not: unresolved tag: !secret.',
    ],
    [
      'broken YAML',
      'hidden: [3]',
      'hidden: [3',
      '4:31: expected YAML; got text that is not: flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    [
      'alias of nothing',
      'weight: 0.9',
      'weight: *w',
      '7:34 objective[1].weight: expected an alias of something before it, and not too many; got *w, which nothing is called.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })

  it('does not follow an alias that holds itself, nor thousands of them', () => {
    expect(messages('name: &a [*a]')).toContain(
      'recipe.yaml:1:11 name[0]: expected an alias of something before it, and not too many; got *a, which holds itself.',
    )
    const many = `name: x\ndata: &a [${'1,'.repeat(9)}]\nstudent: [${'*a,'.repeat(101)}]`
    expect(messages(many).join()).toContain('got *a, after 100 others')
  })
})
