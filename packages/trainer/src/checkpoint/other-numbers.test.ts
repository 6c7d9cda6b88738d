import { memoryStorage } from '@potstill/formats'
import { defineLoss, defineSchedule, type Progress, type Storage } from '@potstill/spec'
import { mul, square, sum } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createTrainer } from '../loop/create-trainer'
import { runNumbers } from '../loop/run-numbers'
import { adam, adamw, momentum } from '../optimizers/index'
import { hard, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { listener, resumable, wandering, type More } from '../testing/resumable'
import { otherNumbers } from './other-numbers'
import { plainOptions } from './plain-options'

/** Pulls logits to 0, as hard as it is told to. */
const small = defineLoss({
  name: 'small',
  summary: 'Squared logits.',
  needs: ['studentLogits'],
  options: z.strictObject({ by: z.number().default(0.1), form: z.enum(['sum', 'half']).default('sum') }),
  create: ({ by, form }) => ({
    traits: {
      level: 'logits',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: false,
    },
    compute: ({ studentLogits }) => mul(sum(square(studentLogits), -1), form === 'sum' ? by : by / 2),
  }),
})

const step = defineSchedule({
  name: 'step',
  summary: 'Falls once.',
  options: z.strictObject({ at: z.number() }),
  create:
    ({ at }) =>
    ({ step: taken }) =>
      taken < at ? 1 : 0.5,
})

/** Nothing in it reads how long the run is. Three steps in each of three epochs. */
const plain = {
  objective: [hard(), { loss: soft(), weight: 0.5, temperature: 2 }, { loss: small(), warmUp: 1 }],
  optimizer: adam({ learningRate: 0.05 }),
} satisfies More

async function take(storage: Storage, more: More, stopAfter?: number) {
  const heard = listener(stopAfter)
  const options = { ...resumable({ storage, ...plain, ...more }), callbacks: [heard], signal: heard.signal }
  try {
    const { steps, epochs, best } = await createTrainer(options).run()
    const told = heard.notices.filter((text) => text.startsWith('The run goes on from'))
    return {
      steps,
      epochs: epochs.map(({ step: taken }) => taken),
      best,
      told,
      weights: options.student.weights(),
    }
  } finally {
    options.student.dispose()
  }
}

const falling = ({ fraction }: Progress) => 0.05 * (1 - fraction)
const objective = (...terms: readonly NonNullable<More['objective']>[number][]) => ({
  objective: [hard(), ...terms],
})
const softly = { loss: soft(), weight: 0.5, temperature: 2 }
const last = { loss: small(), warmUp: 1 }

const changes: Readonly<Record<string, readonly [before: More, after: More, told: readonly string[]]>> = {
  'learning rate': [
    {},
    { optimizer: adam({ learningRate: 0.01 }) },
    ['optimizer.learningRate was 0.05, is 0.01'],
  ],
  'curve of the learning rate': [
    { optimizer: adam({ learningRate: falling }) },
    { optimizer: adam({ learningRate: 0.05 }) },
    // The same at the first step.
    ['optimizer.learningRate was 0.0444444 at step 1, is 0.05'],
  ],
  'option of the optimizer': [
    { optimizer: momentum({ learningRate: 0.01 }) },
    { optimizer: momentum({ learningRate: 0.01, momentum: 0.8, weightDecay: 0.1 }) },
    ['optimizer.momentum was 0.9, is 0.8', 'optimizer.weightDecay was 0, is 0.1'],
  ],
  'weight of a term': [{}, objective({ ...softly, weight: 0.7 }, last), ['soft.weight was 0.5, is 0.7']],
  'temperature of a term': [
    {},
    objective({ ...softly, temperature: ({ step: taken }) => 2 + taken }, last),
    ['soft.temperature was 2 at step 1, is 3'],
  ],
  'warm-up': [
    {},
    objective(softly, { loss: small(), warmUp: 2 }),
    ['small.weight was 0.333333 at step 1, is 0.166667', 'small.warmUp was 1, is 2'],
  ],
  'option of a loss': [
    {},
    objective(softly, { loss: small({ by: 0.2, form: 'half' }), warmUp: 1 }),
    ['small.loss.by was 0.1, is 0.2', 'small.loss.form was "sum", is "half"'],
  ],
  'loss under the same name': [
    {},
    objective({ ...softly, loss: { ...soft(), name: 'softer' }, name: 'soft' }, last),
    ['soft.loss was "soft", is "softer"'],
  ],
  bound: [
    { clip: { norm: 1 } },
    { clip: { norm: 2, value: 3 } },
    ['clip.norm was 1, is 2', 'clip.value was none, is 3'],
  ],
  average: [{ ema: { decay: 0.8 } }, { ema: { decay: 0.9 } }, ['ema.decay was 0.8, is 0.9']],
  groups: [
    { groups: [{ variables: ['biases'], weightDecay: 0 }] },
    { groups: [{ variables: ['biases', 'norms'], weightDecay: 0 }] },
    ['groups.0.variables.1 was none, is "norms"'],
  ],
  diagnostics: [{}, { diagnostics: { everySteps: 2 } }, ['diagnostics.everySteps was none, is 2']],
  strategies: [
    {},
    { strategies: [{ kind: 'strategy', name: 'nothing', specVersion: 1, prepare: (batch) => batch }] },
    ['strategies.0 was none, is "nothing"'],
  ],
  length: [
    { optimizer: adam({ learningRate: falling }) },
    { optimizer: adam({ learningRate: falling }), epochs: 6 },
    ['optimizer.learningRate was 0.0444444 at step 1, is 0.0472222'],
  ],
}

describe('a run that goes on with another', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  it.each(Object.entries(changes))('%s says so, once', async (_, [before, after, told]) => {
    const storage = memoryStorage()
    expect((await take(storage, before, 4)).told).toEqual([])
    const next = await take(storage, { ...after, resume: true }, 5)
    expect(next).toMatchObject({
      steps: 5,
      told: [
        `The run goes on from run/step-4, and not as it was started: ${told.join('; ')}. ` +
          'What comes of it is not what the run would have given without the interruption.',
      ],
    })
    // It is what it is now.
    expect((await take(storage, { ...after, resume: true }, 6)).told).toEqual([])
  })

  it.each([
    plain,
    { optimizer: adamw({ learningRate: falling }), ema: { decay: falling } },
    objective({ loss: soft(), temperature: wandering }),
  ])('number says nothing where none is another', async (more) => {
    const storage = memoryStorage()
    await take(storage, more, 4)
    expect((await take(storage, { ...more, resume: true })).told).toEqual([])
  })

  it('length is the longer run, where no curve reads it', async () => {
    const storage = memoryStorage()
    expect(await take(storage, { epochs: 2 })).toMatchObject({ steps: 6, told: [] })
    const longer = await take(storage, { epochs: 3, resume: true })
    expect(longer).toEqual(await take(memoryStorage(), { epochs: 3 }))
  })

  it('length is the longer run where it had ended within an epoch, too', async () => {
    for (const everySteps of [2, 100]) {
      const storage = memoryStorage()
      const more = { checkpoint: { everySteps } }
      expect(await take(storage, { ...more, steps: 4 })).toMatchObject({ steps: 4, epochs: [3, 4], told: [] })
      // Nothing is left to do, and the end is the same.
      expect(await take(storage, { ...more, steps: 4, resume: true })).toMatchObject({
        steps: 4,
        epochs: [3, 4],
      })
      const longer = await take(storage, { ...more, steps: 8, resume: true })
      expect(longer).toEqual(await take(memoryStorage(), { ...more, steps: 8 }))
      expect(longer).toMatchObject({ steps: 8, epochs: [3, 6, 8] })
    }
  })
})

describe('numbers of a run', () => {
  const length = { steps: 3000, stepsPerEpoch: 100, epochs: 30 }
  const numbersOf = (more: More, at?: readonly number[]) => {
    const options = resumable({ ...plain, ...more })
    options.student.dispose()
    return runNumbers(options, length, at)
  }

  it('tell a curve by its options where it is not seen to be another', () => {
    const saved = numbersOf({ optimizer: adam({ learningRate: step({ at: 1000 }) }) })
    const now = numbersOf({ optimizer: adam({ learningRate: step({ at: 1001 }) }) }, saved.at)
    expect(saved.at).toHaveLength(33)
    expect(otherNumbers('run', saved, now)).toMatch(/started: optimizer.learningRate.at was 1000, is 1001\. /)
  })

  it('may differ by what another version of JavaScript rounds differently', () => {
    const curve = (more: number) => ({ optimizer: adam({ learningRate: () => 0.05 * (1 + more) }) })
    const saved = numbersOf(curve(0))
    expect(otherNumbers('run', saved, numbersOf(curve(1e-12), saved.at))).toBeUndefined()
    expect(otherNumbers('run', saved, numbersOf(curve(1e-8), saved.at))).toMatch(
      /optimizer.learningRate was 0.05, is 0.0500000005\. /,
    )
  })

  it('are listed up to eight', () => {
    const names = Array.from({ length: 11 }, (_, index) => `a${index}`)
    const weighted = (weight: number) => objective(...names.map((name) => ({ loss: small(), name, weight })))
    const saved = numbersOf(weighted(1))
    expect(otherNumbers('run', saved, numbersOf(weighted(2), saved.at))).toMatch(
      /a7.weight was 1, is 2; and 3 more\. /,
    )
  })
})

describe('plainOptions', () => {
  it('names what is plain by its path, and leaves the rest out', () => {
    const options = {
      one: 1,
      none: null,
      text: 'a',
      list: [true, { deep: 2 }],
      curve: step({ at: 3 }),
      call: () => 1,
      date: new Date(),
      absent: undefined,
    }
    expect(plainOptions('x', options)).toEqual({
      'x.one': 1,
      'x.none': null,
      'x.text': 'a',
      'x.list.0': true,
      'x.list.1.deep': 2,
      'x.curve': 'step',
      'x.curve.at': 3,
    })
    expect(plainOptions('x', undefined)).toEqual({})
  })

  it('tells long lists and texts apart, and does not keep them', () => {
    const list = Array.from({ length: 100 }, (_, index) => index)
    const [one, same, other] = [list, [...list], [...list.slice(1), 7]].map((value) =>
      plainOptions('x', value),
    )
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
    expect(JSON.stringify(one).length).toBeLessThan(60)
    expect(plainOptions('x', Float32Array.of(0.5))).toEqual({ 'x.0': 0.5 })
    expect(plainOptions('x', 'a'.repeat(65))).not.toEqual(plainOptions('x', 'b'.repeat(65)))
  })
})
