import { memoryStorage } from '@potstill/formats'
import type { Loss } from '@potstill/spec'
import { add, sum, square, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StepOptions } from './step-options'
import { createStep } from './create-step'
import { adamw, dot } from '../optimizers/index'
import { countingStudent } from '../testing/counting-student'
import { paraphraser } from '../testing/factor-transfer'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, remembering } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { at, stepBench } from '../testing/step-bench'

const bench = stepBench()
const own = { loss: paraphraser(), taps: [['logits', 'input']] as const }

async function steps(more: Partial<StepOptions>, count = 4) {
  const student = countingStudent({ dropout: 0.3 })
  const before = [...student.weights(), student.passes()]
  const step = await createStep({
    student,
    teacher: fixedTeacher(2),
    objective: [own],
    optimizer: adamw({ learningRate: 0.05, weightDecay: 0.1 }),
    storage: memoryStorage(),
    ...more,
  })
  try {
    await step.check(bench.batch)
    const results = []
    for (let index = 0; index < count; index++) results.push(await step.train(bench.batch, at(index)))
    const memories = Object.values(step.memories()['paraphraser'] ?? {}).map((kept) => [...kept.dataSync()])
    return { before, after: [...student.weights(), student.passes()], results, memories }
  } finally {
    await step.close()
    student.dispose()
  }
}

describe.each(platforms)('on $where, a term that trains its own variables', ({ compile, backend }) => {
  beforeAll(() => usePlatform({ backend }))

  it.each([{}, { optimizer: dot({ learningRate: 0.05 }) }, { diagnostics: { everySteps: 1 } }])(
    'trains those, and leaves the student as it is, its weights and its state',
    async (more) => {
      const { before, after, results } = await steps({ compile, ...more }, 20)
      expect(after).toEqual(before)
      expect(results.at(-1)!.terms['paraphraser']).toBeLessThan(0.5 * results[0]!.terms['paraphraser']!)
      if ('diagnostics' in more) expect(results[0]!.diagnostics).toMatchObject({ gradientNorm: 0 })
    },
  )

  it('changes nothing for the terms beside it', async () => {
    const alone = await steps({ compile, objective: [hard()] })
    const beside = await steps({ compile, objective: [hard(), own] })
    expect(beside.after).toEqual(alone.after)
    expect(beside.memories).toEqual((await steps({ compile, objective: [own] })).memories)
  })
})

describe('a term that trains its own variables', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  /** Of the student's logits, with a variable or without. */
  const made = (more: Partial<Loss>): Loss =>
    ({
      ...remembering(),
      name: 'made',
      traits: { ...remembering().traits, trains: 'own' },
      init: () => ({ trainable: { offset: zeros([2]) } }),
      compute: ({ studentLogits }: { studentLogits: Tensor }, { variables }) =>
        sum(square(add(studentLogits, variables['offset']!)), -1),
      ...more,
    }) as Loss

  const compute = ({ studentLogits }: { studentLogits: Tensor }) => sum(square(studentLogits), -1)

  it('has the student for a constant, even where it reads it', async () => {
    const { before, after } = await steps({ objective: [made({})] })
    expect(after).toEqual(before)
  })

  it('is refused where it has none', async () => {
    const bare = made({ init: () => ({}), compute } as Partial<Loss>)
    await expect(steps({ objective: [bare] })).rejects.toMatchObject({
      code: 'trainer/no-own-variables',
      component: 'made',
    })
  })

  it('is refused where its gradient does not reach them', async () => {
    const lost = made({ compute } as Partial<Loss>)
    await expect(steps({ objective: [lost] })).rejects.toMatchObject({
      code: 'trainer/no-gradient',
      component: 'made',
      message: expect.stringMatching(/what made trains: offset/) as string,
    })
    const idle = await steps({ objective: [hard(), { loss: lost, weight: 0 }] })
    expect(idle.after).not.toEqual(idle.before)
  })

  it('is refused as before where it does not say so', async () => {
    const { traits, ...loss } = paraphraser()
    const { trains: _, ...plain } = traits
    await expect(steps({ objective: [{ ...own, loss: { ...loss, traits: plain } }] })).rejects.toMatchObject({
      code: 'trainer/no-gradient',
    })
  })
})
