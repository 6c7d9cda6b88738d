import { defineLoss } from '@potstill/spec'
import {
  add,
  cast,
  matMul,
  mul,
  neg,
  onesLike,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Objective } from '../objective'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, hint, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { start, stepBench } from '../testing/step-bench'
import { twoLayers } from '../testing/two-layers'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'
import type { StepOptions } from './step-options'

const { traits } = hard()

/** Trains a projection of what it taps. */
const projected = defineLoss({
  name: 'projected',
  summary: 'Projected features.',
  needs: ['features'],
  options: z.strictObject({}),
  create: () => ({
    traits: { ...traits, level: 'features', sameClasses: false },
    init: ({ random }) => ({ trainable: { projection: random.normal('projection', [3, 3]) } }),
    compute: ({ features: [pair] }, { variables: { projection } }) =>
      sum(sub(matMul(pair!.student as Tensor2D, projection as Tensor2D), pair!.teacher), -1),
  }),
})

/** What a loss computes of the logits, by the name of what it does. */
const of = (name: string, compute: (logits: Tensor) => Tensor) => ({
  ...hard(),
  name,
  compute: ({ studentLogits }: { studentLogits: Tensor }) => compute(studentLogits),
})

const sure = of('sure', (logits) => sum(logits, -1))

describe.each(platforms)('on $where, a term', (platform) => {
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()

  async function opened(objective: Objective, more: Partial<StepOptions> = {}) {
    const student = twoLayers()
    const teacher = fixedTeacher(2)
    const optimizer = sgd({ learningRate: 0.1 })
    const { compile } = platform
    const step = await createStep({ student, teacher, objective, optimizer, compile, ...more })
    return {
      step,
      close: async () => {
        await step.close()
        student.dispose()
      },
    }
  }

  async function told(use: 'check' | 'train', objective: Objective, more?: Partial<StepOptions>) {
    const { step, close } = await opened(objective, more)
    try {
      await (use === 'check' ? step.check(bench.batch) : step.train(bench.batch, start))
      return 'nothing'
    } catch (error) {
      return (error as Error).message
    } finally {
      await close()
    }
  }

  const silent: readonly [string, Objective, Partial<StepOptions>, RegExp][] = [
    [
      'a tap before every weight',
      [hard(), { loss: hint(), taps: [['input', 'input']] }],
      {},
      /\[hint\].*hint, which does not depend on any of its weights through input/,
    ],
    [
      'a connector on such a tap, which would train itself alone',
      [hard(), { loss: projected(), taps: [['input', 'input']] }],
      {},
      /\[projected\] expected an objective whose every term’s gradient reaches the student/,
    ],
    [
      'labels alone',
      [hard(), { ...hard(), name: 'idle', compute: ({ labels }) => cast(labels, 'float32') }],
      {},
      /\[idle\]/,
    ],
    [
      'ones in the form of the logits',
      [hard(), of('ones', (logits) => sum(onesLike(logits), -1))],
      {},
      /\[ones\]/,
    ],
    [
      'a detached pass',
      [
        hard(),
        {
          ...sure,
          name: 'mirrored',
          needs: ['teacherLogits'],
          compute: ({ teacherLogits }: { teacherLogits: Tensor }) => sum(teacherLogits, -1),
        } as never,
      ],
      {
        teacher: fixedTeacher(2, {
          open: () => ({ gives: ['logits'], logitsShape: [2], features: {} }),
          predict: () => ({}),
          inStep: ({ logits }) => ({ logits }),
        }),
      },
      /\[mirrored\]/,
    ],
    [
      'frozen layers',
      [hard(), { loss: hint(), taps: [['hidden', 'input']] }],
      { freeze: ['first/*'] },
      /\[hint\].*hint, which reaches frozen variables only/,
    ],
  ]

  it.each(silent)('that does not reach its student is refused: %s', async (_, objective, more, message) => {
    expect(await told('check', objective, more)).toMatch(message)
    expect(await told('train', objective, more)).toMatch(message)
  })

  it.each<[string, Objective]>([
    ['a gradient that is 0 for this batch', [of('flat', (logits) => mul(sum(logits, -1), 0))]],
    ['a weight that is 0 throughout', [hard(), { loss: hint(), taps: [['input', 'input']], weight: 0 }]],
    ['a weight that rises from 0', [hard(), { loss: soft(), weight: ({ fraction }) => fraction }]],
    ['features of a layer', [{ loss: projected(), taps: [['hidden', 'input']] }]],
  ])('is taken: %s', async (_, objective) => {
    expect(await told('check', objective)).toBe('nothing')
    expect(await told('train', objective)).toBe('nothing')
  })

  it('whose weight rises from 0 is refused all the same where it reaches nothing', async () => {
    const objective: Objective = [hard(), { loss: hint(), taps: [['input', 'input']], warmUp: 3 }]
    expect(await told('check', objective)).toMatch(/\[hint\]/)
  })

  it('is looked at alone, whatever others reach', async () => {
    const constant = of('constant', (logits) => add(neg(onesLike(sum(logits, -1))), 2))
    expect(await told('check', [constant, hard()])).toMatch(/\[constant\]/)
  })
})
