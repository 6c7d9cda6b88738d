import type { Batch } from '@potstill/spec'
import { mean, memory, tensor, tensor1d, tensor3d, tidy, variable, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { uniformStream } from '@potstill/spec'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, remembering, soft } from '../testing/losses'
import { eagerly, platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { start, stepBench } from '../testing/step-bench'
import { largestGap, takeSteps } from '../testing/take-steps'
import { tokenStudent } from '../testing/token-student'
import { adam, momentum } from '../optimizers/index'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

const draw = uniformStream(11)
const numbers = (count: number) => Array.from({ length: count }, () => draw() * 2 - 1)
const rows = Array.from({ length: 32 }, () => numbers(3))
const labels = rows.map(([first = 0, second = 0]) => (first + second > 0 ? 1 : 0))
/** 1 to 8 valid entries in each batch of eight, and weights that differ. */
const mask = rows.map((_, index) => (index % 8 <= Math.floor(index / 8) * 2 ? 1 : 0))
const weights = rows.map((_, index) => 0.25 + (index % 5))

function examples(from: number, to: number, extra: 'plain' | 'mask' | 'weights' | 'both'): Batch {
  const part = <Value>(list: readonly Value[]) => list.slice(from, to)
  const ids = part(rows.map((_, index) => index))
  return {
    ...batchOf(ids, part(rows), part(labels)),
    ...(extra !== 'plain' && extra !== 'weights' && { mask: tensor1d(part(mask)) }),
    ...(extra !== 'plain' && extra !== 'mask' && { weights: tensor1d(part(weights)) }),
  }
}

const texts = Array.from({ length: 8 }, () => numbers(12))

/** Texts of four tokens, of which 1 to 4 count. */
function sentences(from: number, to: number, extra: 'plain' | 'mask' | 'both'): Batch {
  const indices = texts.map((_, index) => index).slice(from, to)
  const of = (value: (text: number, token: number) => number) =>
    indices.map((text) => [0, 1, 2, 3].map((token) => value(text, token)))
  return {
    ids: tensor1d(indices, 'int32'),
    inputs: tensor3d(
      indices.flatMap((text) => texts[text]!),
      [indices.length, 4, 3],
    ),
    labels: tensor(
      of((text, token) => (text + token) % 2),
      undefined,
      'int32',
    ),
    ...(extra !== 'plain' && { mask: tensor(of((text, token) => (token <= text % 4 ? 1 : 0))) }),
    ...(extra === 'both' && { weights: tensor1d(indices.map((text) => 1 + (text % 3))) }),
  }
}

const parts = (size: number, count: number) =>
  Array.from({ length: count }, (_, index) => [index * size, (index + 1) * size] as const)

describe.each(platforms)('on $where, several batches for one update', (platform) => {
  const { compile } = platform
  beforeAll(() => usePlatform(platform))
  const options = () => ({
    teacher: fixedTeacher(2),
    objective: [
      { loss: hard(), weight: 0.3 },
      { loss: soft(), weight: 2, temperature: 2 },
    ],
    optimizer: momentum({ learningRate: 0.1, weightDecay: 0.01 }),
    compile,
  })

  it.each(['plain', 'mask', 'weights', 'both'] as const)(
    'are one batch of all their examples: 4 × 8 and 1 × 32, %s',
    async (extra) => {
      const before = memory().numTensors
      const whole = () => examples(0, 32, extra)
      const inParts = () => parts(8, 4).map(([from, to]) => examples(from, to, extra))
      const large = await takeSteps(linearStudent, options(), [whole, whole, whole])
      const ours = await takeSteps(linearStudent, options(), [inParts, inParts, inParts])
      expect(largestGap(ours.weights, large.weights)).toBeLessThan(1e-5)
      ours.results.forEach((result, index) => {
        const expected = large.results[index]!
        expect(result.total).toBeCloseTo(expected.total, 5)
        expect(result.accuracy).toBeCloseTo(expected.accuracy!, 5)
        for (const [name, value] of Object.entries(result.terms)) {
          expect(value).toBeCloseTo(expected.terms[name]!, 5)
        }
      })
      // The student has gone some way.
      const first = linearStudent()
      expect(largestGap(large.weights, first.weights())).toBeGreaterThan(0.01)
      first.dispose()
      expect(memory().numTensors).toBe(before)
    },
  )

  it.each(['plain', 'mask', 'both'] as const)(
    'are one batch of all their tokens, of which each has another number, %s',
    async (extra) => {
      const own = { ...options(), objective: [hard()], teacher: undefined as never }
      const whole = () => sentences(0, 8, extra)
      const inParts = () => [sentences(0, 1, extra), sentences(1, 5, extra), sentences(5, 8, extra)]
      const large = await takeSteps(tokenStudent, own, [whole, whole])
      const ours = await takeSteps(tokenStudent, own, [inParts, inParts])
      expect(largestGap(ours.weights, large.weights)).toBeLessThan(1e-5)
      expect(ours.results[1]!.total).toBeCloseTo(large.results[1]!.total, 5)
      expect(ours.results[1]!.accuracy).toBeCloseTo(large.results[1]!.accuracy!, 5)
    },
  )

  it('take an update of one batch in between, and count updates, not batches', async () => {
    const own = { ...options(), optimizer: adam({ learningRate: 0.05 }) }
    const whole = [
      () => examples(0, 32, 'both'),
      () => examples(8, 16, 'both'),
      () => examples(0, 32, 'both'),
    ]
    const inParts = [
      () => parts(16, 2).map(([from, to]) => examples(from, to, 'both')),
      () => [examples(8, 16, 'both')],
      () => parts(8, 4).map(([from, to]) => examples(from, to, 'both')),
    ]
    const [large, ours] = [
      await takeSteps(linearStudent, own, whole),
      await takeSteps(linearStudent, own, inParts),
    ]
    expect(largestGap(ours.weights, large.weights)).toBeLessThan(1e-5)
  })

  it('draw each their own dropout, the same ones again', async () => {
    const dropped = () => linearStudent({ dropout: 0.5 })
    const own = { ...options(), seed: 4 }
    const twice = () => [examples(0, 8, 'plain'), examples(0, 8, 'plain')]
    const once = () => examples(0, 8, 'plain')
    const [one, again, single] = [
      await takeSteps(dropped, own, [twice]),
      await takeSteps(dropped, own, [twice]),
      await takeSteps(dropped, own, [once]),
    ]
    expect(again).toEqual(one)
    expect(one.results[0]!.total).not.toBeCloseTo(single.results[0]!.total, 4)
  })

  it('leave nothing of a step that failed to the next', async () => {
    const student = linearStudent()
    const step = await createStep({ ...options(), student })
    const bad = {
      ...examples(8, 16, 'plain'),
      weights: tensor1d(Array.from({ length: 8 }, () => Number.NaN)),
    }
    const good = [examples(0, 8, 'plain'), examples(8, 16, 'plain')]
    const plain = [examples(0, 8, 'plain'), { ...bad, weights: tensor1d(weights.slice(0, 8)) }]
    await step.train(good, start)
    await expect(step.train([plain[0]!, bad], start)).rejects.toMatchObject({ code: 'trainer/not-finite' })
    // Back to before the first update.
    const fresh = linearStudent()
    expect(student.weights()).toEqual(fresh.weights())
    const after = await step.train(good, start)
    const first = await takeSteps(linearStudent, options(), [
      () => [examples(0, 8, 'plain'), examples(8, 16, 'plain')],
    ])
    expect(after.total).toBeCloseTo(first.results[0]!.total, 6)
    await step.close()
    for (const each of [student, fresh]) each.dispose()
    for (const each of [...good, bad, plain[0]!]) disposeBatch(each)
    plain[1]!.weights!.dispose()
  })
})

describe('several batches for one update', () => {
  beforeAll(() => usePlatform(eagerly))
  const bench = stepBench()
  const optimizer = momentum({ learningRate: 0.1 })

  async function noticed(student = bench.student, more = {}) {
    const notices: string[] = []
    const step = await createStep({
      student,
      objective: [hard()],
      optimizer,
      compile: 'never',
      notice: (message) => notices.push(message),
      ...more,
    })
    await step.train(bench.batch, start)
    const alone = notices.length
    await step.train([bench.batch, bench.batch], start)
    await step.train([bench.batch, bench.batch], start)
    await step.close()
    return { alone, notices }
  }

  it('say once where they are not one large batch, and why', async () => {
    expect(await noticed()).toEqual({ alone: 0, notices: [] })
    const relating = { ...hard(), name: 'relating', traits: { ...hard().traits, perExample: false } }
    const moving = tidy(() => variable(tensor1d([0])))
    const normalised = { ...bench.student, name: 'normalised', state: [moving] }
    expect(await noticed(normalised, { objective: [hard(), relating, remembering()] })).toEqual({
      alone: 0,
      notices: [
        'Accumulated batches do not make the update of one large batch here: relating relates the examples of one batch; ' +
          'remembering remembers from batch to batch; normalised takes statistics of each batch (batch normalisation).',
      ],
    })
    moving.dispose()
  })

  it('take the mean over batches of a loss that is one number', async () => {
    const whole = {
      ...hard(),
      compute: (...given: Parameters<ReturnType<typeof hard>['compute']>) =>
        mean(hard().compute(...given) as Tensor),
    }
    const own = { objective: [whole], optimizer, compile: 'never' } as const
    const halves = [() => [examples(0, 8, 'plain'), examples(8, 16, 'plain')]]
    const [ours, theirs] = [
      await takeSteps(linearStudent, own, halves),
      await takeSteps(linearStudent, own, [() => examples(0, 16, 'plain')]),
    ]
    // Batches of the same size: the mean of the means is the mean.
    expect(largestGap(ours.weights, theirs.weights)).toBeLessThan(1e-6)
  })

  it('refuse masks of tokens beside masks of examples, and no batch at all', async () => {
    const step = await createStep({ student: bench.student, objective: [hard()], optimizer })
    const masked = {
      ...bench.batch,
      mask: tensor([
        [1, 1],
        [1, 0],
        [1, 1],
      ]),
    }
    await expect(step.train([bench.batch, masked], start)).rejects.toThrow(
      /all have a mask \[B, tokens\], or none of them; got examples, tokens/,
    )
    await expect(step.train([], start)).rejects.toThrow(/at least one batch for a step/)
    masked.mask.dispose()
    await step.close()
  })
})
