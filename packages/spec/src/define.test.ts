import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  componentKeyword,
  defineLoss,
  definePlugin,
  defineSchedule,
  isComponent,
  optionsJsonSchema,
  optionsOf,
} from './index'
import type { Loss, Plugin } from './index'

const traits = {
  level: 'logits',
  softened: false,
  perExample: true,
  sameClasses: true,
  zeroAtMatch: true,
  temperatureSquared: false,
} as const

const example = defineLoss({
  name: 'example',
  summary: 'An example.',
  needs: ['studentLogits', 'labels'],
  options: z.strictObject({ power: z.number().positive().default(2) }),
  create: ({ power }) => ({
    traits,
    compute: ({ studentLogits, labels }) => {
      const seen: readonly Tensor[] = [studentLogits, labels]
      return seen.length === power ? studentLogits : labels
    },
  }),
})

const halving = defineSchedule({
  name: 'halving',
  summary: 'Half as much after each epoch.',
  options: z.strictObject({ from: z.number() }),
  create:
    ({ from }) =>
    ({ epoch }) =>
      from * 0.5 ** Math.floor(epoch),
})

describe('defineLoss', () => {
  it('makes a plain object that carries its identity', () => {
    const loss = example()
    expect(loss).toMatchObject({
      kind: 'loss',
      name: 'example',
      specVersion: 1,
      needs: ['studentLogits', 'labels'],
    })
    expect(Object.getPrototypeOf(loss)).toBe(Object.prototype)
  })

  it('fills defaults in and passes options on', () => {
    const studentLogits = {} as Tensor
    const labels = {} as Tensor
    const signals = { studentLogits, labels }
    const context = {} as Parameters<Loss['compute']>[1]
    expect(example().compute(signals, context)).toBe(studentLogits)
    expect(example({ power: 3 }).compute(signals, context)).toBe(labels)
  })

  it('refuses unknown keys and wrong values, naming each', () => {
    const wrong = () => example.make({ power: -1, pwoer: 3 })
    expect(wrong).toThrow(/\[example\] expected options that fit its schema; got .*power.*pwoer/)
  })

  it('makes a signal that was not declared a compile error', () => {
    const factory = defineLoss({
      name: 'greedy',
      summary: 'Asks for less than it reads.',
      needs: ['studentLogits'],
      options: z.strictObject({ power: z.number().default(2) }),
      create: ({ power }) => ({
        traits,
        // @ts-expect-error teacherLogits is not declared
        compute: ({ studentLogits, teacherLogits }) => (power > 2 ? teacherLogits : studentLogits),
      }),
    })
    expect(factory().needs).toEqual(['studentLogits'])
    expect(factory.needs).toEqual(['studentLogits'])
  })

  it('gives signals that are used where present as perhaps absent', () => {
    const factory = defineLoss({
      name: 'modest',
      summary: 'Takes the mask where there is one.',
      needs: ['studentLogits'],
      uses: ['mask'],
      options: z.strictObject({}),
      create: () => ({
        traits,
        compute: ({ studentLogits, mask }) => {
          // @ts-expect-error mask may be absent
          const certain: Tensor = mask
          return certain ?? studentLogits
        },
      }),
    })
    const general: Loss = factory()
    expect(general.uses).toEqual(['mask'])
  })

  it('keeps what explains it, for lists and documentation', () => {
    const explained = defineSchedule({
      name: 'explained',
      summary: 'Stays 1.',
      source: 'nobody',
      formula: 'f(t) = 1',
      advice: 'Where nothing is to change.',
      options: z.strictObject({}),
      create: () => () => 1,
    })
    expect({ ...explained }).toMatchObject({
      summary: 'Stays 1.',
      source: 'nobody',
      formula: 'f(t) = 1',
      advice: 'Where nothing is to change.',
    })
    expect(halving.formula).toBeUndefined()
  })

  it('demands options where one has no default', () => {
    // @ts-expect-error `from` is required
    expect(() => halving()).toThrow(/from/)
  })
})

describe('defineSchedule', () => {
  it('makes a function that carries its identity', () => {
    const curve = halving({ from: 8 })
    expect(curve({ step: 0, steps: 10, epoch: 2, epochs: 5, fraction: 0.4 })).toBe(2)
    expect(isComponent(curve, 'schedule')).toBe(true)
    expect(curve.name).toBe('halving')
    expect(isComponent(() => 1, 'schedule')).toBe(false)
  })
})

describe('optionsJsonSchema', () => {
  it('gives the input side, with marks for nested components', () => {
    const nested = defineSchedule({
      name: 'nested',
      summary: 'Has a schedule inside.',
      options: z.strictObject({
        inner: z.unknown().meta({ [componentKeyword]: 'schedule' }),
        times: z.number().default(2),
      }),
      create: () => () => 1,
    })
    expect(optionsJsonSchema(nested)).toMatchObject({
      type: 'object',
      properties: { inner: { [componentKeyword]: 'schedule' }, times: { type: 'number', default: 2 } },
      additionalProperties: false,
    })
  })
})

describe('definePlugin', () => {
  it('takes factories of any options', () => {
    const plugin: Plugin = definePlugin({ name: 'p', losses: [example], schedules: [halving] })
    expect(plugin.losses?.[0]?.make({ power: 3 }).name).toBe('example')
  })
})

describe('optionsOf', () => {
  it('tells what a component was made of, defaults filled in', () => {
    expect(optionsOf(example())).toEqual({ power: 2 })
    expect(optionsOf(halving({ from: 3 }))).toEqual({ from: 3 })
    expect(optionsOf(halving.make({ from: 4 }))).toEqual({ from: 4 })
  })

  it('goes with a copy that changes something else', () => {
    expect(optionsOf({ ...example({ power: 3 }), compute: () => {} })).toEqual({ power: 3 })
  })

  it('knows nothing of what no factory made', () => {
    expect(optionsOf({ kind: 'loss' })).toBeUndefined()
    expect(optionsOf(() => 1)).toBeUndefined()
  })
})
