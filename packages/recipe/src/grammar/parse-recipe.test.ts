import { describe, expect, it } from 'vitest'
import { errorOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { distilled, staged } from '../testing/toy-recipes'
import { parseRecipe } from './parse-recipe'

const parse = (text: string) => parseRecipe(text, { file: 'recipe.yaml', registry: toyRegistry })
const messages = (text: string) => errorOf(() => parse(text)).message.split('\n')

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
    expect(stage?.training).toEqual({ epochs: 2, batchSize: 8, seed: 0, shuffle: true })
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

  it('follows aliases', () => {
    const text = distilled.replace('weight: 0.1', 'weight: &w 0.1').replace('weight: 0.9', 'weight: *w')
    expect(parse(text).stages[0]!.objective[1]!.weight).toBe(0.1)
  })

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
})

/** A recipe with one thing changed, and the one line that tells it. */
const mistakes: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
  [
    'unknown key',
    'optimizer:',
    'optimiser: sgd\noptimizer:',
    '8:1 optimiser: expected one of the keys name, plugins, backend, data, teacher, student, objective, optimizer, training, stages; got "optimiser". Did you mean "optimizer"?',
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
    'key twice',
    'teacher: oracle',
    'teacher: oracle\nteacher: oracle',
    '4:1 teacher: expected each key once; got "teacher" a second time.',
  ],
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
  ['wrong option', 'hidden: [3]', 'hidden: [0]', '4:29 student.tiny.hidden[0]: expected a number >0; got 0.'],
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
    '7:26 objective[1].wieght: expected one of the keys loss, weight, temperature, taps, warmUp, name; got "wieght". Did you mean "weight"?',
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
  [
    'stage that does not exist',
    'teacher: oracle',
    'teacher: { stage: big }',
    '3:19 teacher.stage: expected the name of an earlier stage, of which there is none; got "big".',
  ],
  ['number of epochs', 'epochs: 2', 'epochs: 0', '9:21 training.epochs: expected a number >0; got 0.'],
  [
    'batch size as a fraction',
    'batchSize: 8',
    'batchSize: 1.5',
    '9:35 training.batchSize: expected a whole number; got 1.5.',
  ],
  [
    'missing epochs',
    'epochs: 2, ',
    '',
    '9:11 training.epochs: expected a number; got nothing. Add "epochs: …".',
  ],
  [
    'unknown key of training',
    'epochs: 2',
    'epochs: 2, batch: 3',
    '9:24 training.batch: expected one of the options epochs, batchSize, seed, shuffle, steps; got "batch".',
  ],
  [
    'training that is no mapping',
    '{ epochs: 2, batchSize: 8 }',
    'long',
    '9:11 training: expected a mapping with epochs and batchSize; got "long".',
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
]

describe('the mistakes that parseRecipe tells', () => {
  it.each(mistakes)('%s', (_, from, to, message) => {
    expect(distilled).toContain(from)
    expect(messages(distilled.replace(from, to))).toEqual([`recipe.yaml:${message}`])
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
      '9:20 stages[1].stdent: expected one of the keys name, data, teacher, student, objective, optimizer, training; got "stdent". Did you mean "student"?',
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

  it('does not follow an alias that holds itself, nor thousands of them', () => {
    expect(messages('name: &a [*a]')).toContain(
      'recipe.yaml:1:11 name[0]: expected an alias of something before it, and not too many; got *a, which holds itself.',
    )
    const many = `name: x\ndata: &a [${'1,'.repeat(9)}]\nstudent: [${'*a,'.repeat(101)}]`
    expect(messages(many).join()).toContain('got *a, after 100 others')
  })
})
