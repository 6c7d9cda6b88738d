import { describe, expect, it } from 'vitest'
import { errorOf } from '../testing/caught'
import { messages, messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { distilled } from '../testing/toy-recipes'

describe('parseRecipe', () => {
  it('makes the components that a recipe names', () => {
    const { name, stages } = parse(distilled)
    const [stage] = stages
    expect([name, stages.length, stage?.name]).toEqual(['distilled', 1, 'distilled'])
    expect(stage?.data.component.kind).toBe('dataSource')
    expect(stage?.student).toMatchObject({ name: 'tiny', options: { hidden: [3] } })
    expect(stage?.objective.map(({ loss, weight }) => [loss.component.name, weight])).toEqual([
      ['crossEntropy', 0.1],
      ['softTargets', 0.9],
    ])
    expect(stage?.training).toEqual({ epochs: 2, batchSize: 8, seed: 0, shuffle: true, compile: 'auto' })
  })

  it('makes components inside options, and leaves numbers there alone', () => {
    const { stages } = parse(
      distilled.replace(
        'learningRate: 0.2',
        'learningRate: { scaled: { by: 2, of: { cosine: { from: 3 } } } }',
      ),
    )
    const { learningRate } = stages[0]!.optimizer.component
    const start = { step: 0, steps: 4, epoch: 0, epochs: 1, fraction: 0 }
    expect(typeof learningRate === 'function' && learningRate(start)).toBe(6)
    expect(parse(distilled).stages[0]!.optimizer.component.learningRate).toBe(0.2)
  })

  it.each<Mistake>([
    [
      'unknown key',
      'optimizer:',
      'optimiser: sgd\noptimizer:',
      '8:1 optimiser: expected one of the keys name, plugins, backend, data, augment, teacher, student, objective, learners, strategies, optimizer, callbacks, training, stages; got "optimiser". Did you mean "optimizer"?',
    ],
    [
      'missing key',
      'name: distilled\n',
      '',
      '1:1 name: expected the name of the experiment; got nothing. Add "name: …".',
    ],
    [
      'empty value',
      'student: { tiny: { hidden: [3] } }',
      'student:',
      '4:9 student: expected a student; got nothing. Add "student: …".',
    ],
    [
      'wrong name',
      'name: distilled',
      'name: a/b',
      '1:7 name: expected a name of letters, digits, ".", "-" and "_"; got "a/b".',
    ],
    [
      'plugins that are no list',
      'teacher: oracle',
      'teacher: oracle\nplugins: ./a.mjs',
      '4:10 plugins: expected a list of plugins: paths or package names; got "./a.mjs".',
    ],
    [
      'backend that is no name',
      'teacher: oracle',
      'teacher: oracle\nbackend: [cpu]',
      '4:10 backend: expected the name of a backend; got ["cpu"].',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })

  it.each([
    ['', 'nothing'],
    ['[]', '[]'],
    ['hello', '"hello"'],
  ])('refuses %j as a recipe', (text, received) => {
    expect(messages(text)).toEqual([
      `recipe.yaml:1:1: expected a recipe: a mapping with name, data, student and so on; got ${received}.`,
    ])
  })

  it('tells all of them at once, in the order of the file, with their places in issues', () => {
    const error = errorOf(() =>
      parse(
        distilled.replace('hidden', 'hiden').replace('oracle', 'oracel').replace('epochs: 2', 'epochs: -2'),
      ),
    )
    expect(error).toMatchObject({
      code: 'recipe/invalid',
      category: 'request',
      location: { file: 'recipe.yaml', line: 3, column: 10 },
      expected: 'a teacher: oracle',
      received: '"oracel"',
      fix: 'Did you mean "oracle"?',
    })
    expect(error.issues).toMatchObject([
      { path: ['teacher'], location: { line: 3 } },
      { path: ['student', 'tiny', 'hiden'], location: { line: 4 } },
      { path: ['training', 'epochs'], location: { line: 9 } },
    ])
    expect(error.message.split('\n')).toEqual(error.issues.map(({ message }) => message))
  })
})
