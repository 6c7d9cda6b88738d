import { describe, expect, it } from 'vitest'
import { parseRecipe } from './grammar/parse-recipe'
import { errorOf } from './testing/caught'
import { toyRegistry } from './testing/toy-plugin'
import { distilled, furnished, mutual, staged } from './testing/toy-recipes'

const parse = (text: string, ...overrides: string[]) =>
  parseRecipe(text, { file: 'recipe.yaml', registry: toyRegistry, overrides })
const stage = (text: string, ...overrides: string[]) => parse(text, ...overrides).stages[0]!
const message = (text: string, ...overrides: string[]) => errorOf(() => parse(text, ...overrides)).message

describe('overrides', () => {
  it('replace what is there', () => {
    expect(stage(distilled, 'training.epochs=7').training.epochs).toBe(7)
    expect(stage(distilled, 'student.tiny.hidden=[9]').student.options).toEqual({ hidden: [9] })
    expect(stage(distilled, 'student.tiny.hidden.0=9').student.options).toEqual({ hidden: [9] })
    expect(parse(distilled, 'name=other').name).toBe('other')
  })

  it('add what is not', () => {
    expect(stage(distilled, 'training.seed=5').training.seed).toBe(5)
    expect(stage(distilled, 'training.shuffle=false').training.shuffle).toBe(false)
    expect(parse(distilled, 'backend=wasm').backend).toBe('wasm')
  })

  it('take values as YAML', () => {
    const { optimizer } = stage(distilled, 'optimizer={ sgd: { learningRate: { cosine: { from: 1 } } } }')
    expect(optimizer.options).toEqual({ learningRate: { cosine: { from: 1, to: 0 } } })
    expect(stage(distilled, 'teacher=', 'objective=[crossEntropy]').teacher).toBeUndefined()
  })

  it('reach into lists, with brackets or without', () => {
    expect(stage(distilled, 'objective.1.weight=0.5').objective[1]!.weight).toBe(0.5)
    expect(stage(distilled, 'objective[1].weight=0.5').objective[1]!.weight).toBe(0.5)
  })

  it('reach stages by name and by index', () => {
    for (const path of ['stages.alone', 'stages.1', 'stages[1]']) {
      const { stages } = parse(staged, `${path}.training.epochs=9`)
      expect(stages.map(({ training }) => training.epochs)).toEqual([3, 9, 2])
    }
  })

  it('open up a bare component', () => {
    expect(stage(distilled, 'teacher.oracle.sharpness=2').teacher).toMatchObject({
      options: { sharpness: 2 },
    })
  })

  it('open up a bare term, of a name and of a mapping', () => {
    const text = distilled
      .replace('{ loss: crossEntropy, weight: 0.1 }', 'crossEntropy')
      .replace(/\{ loss: softTargets.*\}/, '{ softTargets: { form: kl } }')
    const { objective } = stage(text, 'objective.0.weight=3', 'objective.1.temperature=2')
    expect(objective[0]).toMatchObject({ weight: 3, loss: { name: 'crossEntropy' } })
    expect(objective[1]).toMatchObject({ temperature: 2, loss: { options: { form: 'kl' } } })
  })

  it('reach augmentations, in a bare list too', () => {
    const bare = furnished
      .replace(', views: 2, teacher: clean', '')
      .replace('{ of: [shift,', '[shift,')
      .replace('} }] }', '} }]')
    const { augment } = stage(bare, 'augment.views=3', 'augment.of.0.shift.by=7')
    expect(augment).toMatchObject({ views: 3, of: [{ options: { by: 7 } }, { options: { by: 0.5 } }] })
    expect(stage(bare, 'augment.1.shift.by=4').augment?.of[1]?.options).toEqual({ by: 4 })
    expect(stage(furnished, 'augment.teacher=own').augment?.teacher).toBe('own')
    expect(
      parse(staged, 'stages.alone.augment=[shift]', 'stages.alone.augment.views=1').stages[1]!.augment?.views,
    ).toBe(1)
  })

  it('reach callbacks, strategies and rules of the training', () => {
    expect(stage(furnished, 'callbacks.0.enough.epochs=5').callbacks![0]!.options).toEqual({ epochs: 5 })
    expect(stage(furnished, 'strategies=').strategies).toBeUndefined()
    expect(stage(furnished, 'training.clip.norm=2').training.clip).toEqual({ norm: 2, value: 0.5 })
    expect(stage(furnished, 'training.ema.decay=0.5').training.ema).toEqual({ decay: 0.5 })
    expect(stage(furnished, 'training.groups.1.weightDecay=0.5').training.groups![1]!.weightDecay).toBe(0.5)
  })

  it('reach learners by name and by index', () => {
    for (const path of ['learners.other', 'learners[1]']) {
      const { learners } = stage(mutual, `${path}.student.tiny.hidden=[9]`)
      expect(learners!.map(({ student }) => student.options.hidden)).toEqual([[3], [9], [3]])
    }
    expect(message(mutual, 'learners.othr.teacher=')).toContain(
      'learners.othr: expected a learner (one, other, third) or an index from 0 to 2; got "othr". Did you mean "other"?',
    )
  })

  it('apply in order', () => {
    expect(stage(distilled, 'training.epochs=7', 'training.epochs=8').training.epochs).toBe(8)
  })

  it('may mend a recipe', () => {
    expect(stage(distilled.replace('epochs: 2', 'epochs: -2'), 'training.epochs=2').training.epochs).toBe(2)
  })

  it.each([
    [
      'training.epochs=0',
      '9:21 training.epochs: expected a number >0; got 0. (from the command line: training.epochs=0)',
    ],
    [
      'trainng.epochs=3',
      '1:1 trainng: expected one of the keys name, plugins, backend, data, augment, teacher, student, objective, learners, strategies, optimizer, callbacks, training, stages; got "trainng". Did you mean "training"? (from the command line: trainng.epochs=3)',
    ],
    [
      'training.epoch=3',
      '9:11 training.epoch: expected one of the options epochs, batchSize, seed, shuffle, steps, compile, accumulate, clip, ema, freeze, groups, diagnostics, checkpoint; got "epoch". Did you mean "epochs"? (from the command line: training.epoch=3)',
    ],
    [
      'student.tiny.hiden=3',
      '4:18 student.tiny.hiden: expected one of the options hidden; got "hiden". Did you mean "hidden"? (from the command line: student.tiny.hiden=3)',
    ],
    [
      'objective.1.temperature=cosin',
      '7:52 objective[1].temperature: expected a temperature or a schedule: standardized, cosine, scaled; got "cosin". Did you mean "cosine"? (from the command line: objective.1.temperature=cosin)',
    ],
    [
      'objective.2.weight=1',
      '6:3 objective[2]: expected an index from 0 to 1; got "2". (from the command line: objective.2.weight=1)',
    ],
    [
      'teacher.sharpness=1',
      '3:10 teacher.sharpness: expected a mapping at teacher, to put "sharpness" into; got "oracle". Write teacher.oracle.sharpness=… (from the command line: teacher.sharpness=1)',
    ],
    [
      'student.big=1',
      '4:10 student.big: expected a student: one name, or { name: { options } }; got the keys tiny, big. (from the command line: student.big=1)',
    ],
    [
      'training.epochs=[1',
      '9:21 training.epochs: expected YAML; got text that is not: flow sequence must end with a ]. (from the command line: training.epochs=[1)',
    ],
    [
      'training.epochs',
      '1:1: expected key.path=value; got "training.epochs". (from the command line: training.epochs)',
    ],
    [
      'training..epochs=3',
      '1:1: expected key.path=value; got "training..epochs=3". (from the command line: training..epochs=3)',
    ],
  ])('%s is told with its origin', (override, text) => {
    expect(message(distilled, override)).toBe(`recipe.yaml:${text}`)
  })

  it('name the nearest stage', () => {
    expect(message(staged, 'stages.aloen.training.epochs=1')).toBe(
      'recipe.yaml:8:3 stages.aloen: expected a stage (big, alone, small) or an index from 0 to 2; got "aloen". Did you mean "alone"? (from the command line: stages.aloen.training.epochs=1)',
    )
  })
})
