import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { definePlugin, defineTeacher, type Batch, type Student } from '@potstill/spec'
import { dispose, memory, setBackend, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseRecipe } from '../grammar/parse-recipe'
import { runRecipe } from '../run/run-recipe'
import { rejectionOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { oracle } from '../testing/toy-networks'
import { continued, distilled, staged } from '../testing/toy-recipes'
import { composeRecipe } from './compose-recipe'
import type { Plan } from './plan'

const storage = memoryStorage()
const compose = (text: string, ...overrides: string[]) =>
  composeRecipe(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }), { storage })
const run = (plan: Plan) => runRecipe(plan, { storage, timing: false })
const weightsOf = ({ variables }: Student) => variables.map((each) => each.arraySync())

async function firstBatch({ stages }: Plan, split: 'train' | 'validation'): Promise<Batch> {
  for await (const batch of stages[0]!.data[split]!.batches({ batchSize: 4 })) return batch
  throw new Error('there is no batch')
}

beforeAll(async () => void (await setBackend('cpu')))

describe('a stage that goes on from another', () => {
  it('starts with the weights that the other ended with, in a network of its own', async () => {
    const before = memory().numTensors
    const plan = await compose(continued)
    const [, early, late] = plan.stages
    const untrained = weightsOf(early!.student)
    expect(weightsOf(late!.student)).toEqual(untrained)
    await early!.trainer().run()
    const trained = weightsOf(early!.student)
    expect(trained).not.toEqual(untrained)
    expect(weightsOf(late!.student)).toEqual(untrained)
    const trainer = late!.trainer()
    expect(weightsOf(late!.student)).toEqual(trained)
    await trainer.run()
    expect(weightsOf(late!.student)).not.toEqual(trained)
    expect(weightsOf(early!.student)).toEqual(trained)
    await plan.close()
    expect(memory().numTensors).toBe(before)
  })

  it('with hints learned up to the layer that they are of, as in FitNets', async () => {
    const plan = await compose(continued)
    const { student, ...early } = plan.stages[1]!
    const [hidden, logits] = weightsOf(student)
    await early.trainer().run()
    expect(weightsOf(student)[0]).not.toEqual(hidden)
    expect(weightsOf(student)[1]).toEqual(logits)
    await plan.close()
  })

  it('has the comparison know the student, and what it went through', async () => {
    const plan = await compose(continued)
    const { rows, student } = await run(plan)
    expect(rows.map(({ name, role }) => [name, role])).toEqual([
      ['big', 'teacher'],
      ['early', 'other'],
      ['late', 'student'],
    ])
    expect(student.parameters).toBe(16)
    await plan.close()
  })

  it('has a teacher that follows the student open again with the weights it starts with', async () => {
    const seen: unknown[] = []
    const follower = defineTeacher({
      name: 'follower',
      summary: 'Looks at the student when it opens.',
      options: z.strictObject({}),
      create: () => ({
        ...oracle(),
        open: (given) => {
          seen.push(weightsOf(given.student!))
          return oracle().open(given)
        },
        afterStep: () => {},
      }),
    })
    const registry = toyRegistry.with(definePlugin({ name: 'follower', teachers: [follower] }))
    const overrides = ['stages.late.teacher=follower']
    const recipe = parseRecipe(continued, { file: 'r', registry, overrides })
    const plan = await composeRecipe(recipe, { storage })
    await plan.stages[1]!.trainer().run()
    const trained = weightsOf(plan.stages[1]!.student)
    expect(seen.at(-1)).not.toEqual(trained)
    await plan.stages[2]!.trainer().run()
    expect(seen.at(-1)).toEqual(trained)
    await plan.close()
  })
})

describe('generations', () => {
  it('each learn from the one before', async () => {
    const text =
      staged.replace(/stages:[^]*/, '') + 'stages: [{ name: zero }, { name: one }, { name: two }]\n'
    const taught = (index: number, stage: string) => [
      `stages.${index}.teacher={ stage: ${stage} }`,
      `stages.${index}.objective=[softTargets]`,
    ]
    const plan = await compose(text, ...taught(1, 'zero'), ...taught(2, 'one'))
    const { rows } = await run(plan)
    expect(rows.map(({ name, role }) => [name, role])).toEqual([
      ['zero', 'baseline'],
      ['one', 'teacher'],
      ['two', 'student'],
    ])
    const [zero, one, two] = plan.stages
    expect([one!.teacher?.stage, two!.teacher?.stage]).toEqual(['zero', 'one'])
    expect(new Set([zero, one, two].map((stage) => JSON.stringify(weightsOf(stage!.student)))).size).toBe(3)
    await plan.close()
  })
})

describe('augmented data', () => {
  const augmented = distilled.replace(
    'teacher:',
    'augment: { of: [{ shift: { by: 2 } }], views: 1 }\nteacher:',
  )

  it('are what is trained on, and not what is measured on', async () => {
    const [plain, plan] = [await compose(distilled), await compose(augmented)]
    for (const [split, expected] of [
      ['train', 2],
      ['validation', 0],
    ] as const) {
      const [before, after] = [await firstBatch(plain, split), await firstBatch(plan, split)]
      const change = tidy(() => sub(after.inputs as Tensor, before.inputs as Tensor).dataSync())
      for (const each of change) expect(each).toBeCloseTo(expected, 5)
      expect(after.views?.length).toBe(split === 'train' ? 1 : undefined)
      dispose([before, after] as never)
    }
    await plain.close()
    await plan.close()
  })

  it('are each stage’s own, of the same source', async () => {
    const plan = await compose(staged, 'stages.alone.augment=[shift]')
    const [big, alone, small] = plan.stages
    expect(alone!.data).not.toBe(big!.data)
    expect(small!.data).toBe(big!.data)
    await plan.close()
  })

  it('that do not fit are told at the augmentation', async () => {
    const error = await rejectionOf(
      compose(distilled.replace('teacher:', 'augment: [shift, turn]\nteacher:')),
    )
    expect(error.message).toBe(
      'r:3:18 augment[1].turn: expected points in space; got shape [2]. Leave it out.',
    )
  })

  it('are closed with the plan, before their source', async () => {
    const closed: string[] = []
    const registry = toyRegistry.with(
      definePlugin({
        name: 'closing',
        augment: (data) => ({ ...data, close: () => void closed.push(data.close ? 'both' : 'augmented') }),
      }),
    )
    const recipe = parseRecipe(augmented, { file: 'r', registry })
    const plan = await composeRecipe(recipe, { storage })
    expect(closed).toEqual([])
    await plan.close()
    expect(closed).toEqual(['augmented'])
  })
})

describe('callbacks and strategies of a stage', () => {
  it('watch that stage, beside those of the run', async () => {
    const plan = await compose(staged, 'stages.alone.callbacks=[enough]')
    const { stages } = await run(plan)
    expect(stages.map(({ name, epochs, detail }) => [name, epochs, detail])).toEqual([
      ['big', 3, undefined],
      ['alone', 1, 'it is enough'],
      ['small', 2, undefined],
    ])
    await plan.close()
  })

  it('prepare its batches', async () => {
    const plan = await compose(
      staged,
      'stages.alone.strategies=[opposite]',
      'stages.small.teacher=',
      'stages.small.objective=[crossEntropy]',
    )
    const [, alone, small] = plan.stages
    expect(weightsOf(alone!.student)).toEqual(weightsOf(small!.student))
    await alone!.trainer().run()
    await small!.trainer().run()
    expect(weightsOf(alone!.student)).not.toEqual(weightsOf(small!.student))
    await plan.close()
  })
})

describe('rules of the training', () => {
  it('reach the trainer of the stage', async () => {
    const plan = await compose(staged, 'stages.alone.training.accumulate=3')
    const { stages } = await run(plan)
    expect(stages.map(({ name, steps }) => [name, steps])).toEqual([
      ['big', 9],
      ['alone', 2],
      ['small', 6],
    ])
    await plan.close()
  })

  it('that do not fit the student are told at their place', async () => {
    const error = await rejectionOf(compose(distilled, 'training.freeze=[stem/*]'))
    expect(error).toMatchObject({ code: 'trainer/no-such-variable', category: 'request' })
    expect(error.message).toMatch(
      /^r:9:11 training\.freeze: expected patterns of variables: .*; got stem\/\*\. Correct the pattern/,
    )
  })
})
