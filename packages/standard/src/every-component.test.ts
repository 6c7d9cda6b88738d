import { registerBackend } from '@potstill/backend-onnxruntime'
import { softTargets } from '@potstill/losses'
import type {
  Loss,
  Optimizer,
  PluginParts,
  Progress,
  Schedule,
  StudentArchitecture,
  Temperature,
} from '@potstill/spec'
import { adam, momentum } from '@potstill/trainer'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import standard from './index'
import { distilSteps, type Parts } from './testing/distil-steps'

/** Options of components that cannot be made without. */
const options: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  optimizers: Object.fromEntries(
    (standard.optimizers ?? []).map(({ name }) => [name, { learningRate: 0.001 }]),
  ),
  schedules: {
    chain: { pieces: [{ curve: 3, steps: 2 }, { curve: 1 }] },
    constant: { value: 2 },
    cosine: { from: 3, to: 1 },
    cyclical: { from: 1, to: 3, epochs: 1 },
    exponential: { from: 3, to: 1 },
    linear: { from: 1, to: 3 },
    piecewise: {
      points: [
        [0, 3],
        [1, 1],
      ],
    },
    polynomial: { from: 3, to: 1 },
    // Six examples of sixteen make a batch: three updates an epoch, of which five are made.
    step: { from: 3, milestones: [1], gamma: 0.5 },
    warmUp: { steps: 3, from: 0.5, to: 2 },
  },
  // At epoch 0 nothing goes back to a learned temperature.
  temperatures: {
    learnedTemperature: { epochs: 1 },
    separate: { student: 2, teacher: 3 },
    several: { temperatures: [2, 4] },
  },
  students: { mlp: { hidden: [16], dropout: 0.2 } },
  losses: {
    crd: { size: 8, negatives: 16, temperature: 0.5 },
    // It is made for embeddings of length 1: whole maps are further apart.
    hardDarkRank: { alpha: 0.001, beta: 2 },
    mgd: { variant: 'modelopt' },
    sparseTopK: { missing: 'tail' },
  },
}

/** How a component of each kind takes part in a step. */
const parts: Readonly<Partial<Record<keyof PluginParts, (component: never) => Parts>>> = {
  // By momentum: Adam would divide by the size of gradients, and of those near 0 that is rounding.
  losses: (loss: Loss) => ({
    term: termOf(loss),
    optimizer: momentum({ learningRate: 0.001 }),
    ...(loss.needs.includes('teacherTopK') && { largest: 2 }),
  }),
  // With a taught term: dot tells it from the other.
  optimizers: (optimizer: Optimizer) => ({ term: termOf(softTargets()), optimizer }),
  schedules: (schedule: Schedule) => ({
    term: {
      loss: softTargets(),
      temperature: (progress: Progress) => 1 + schedule(progress),
      weight: schedule,
    },
    optimizer: adam({ learningRate: (progress: Progress) => 0.001 * schedule(progress) }),
  }),
  temperatures: (temperature: Temperature) => ({ term: { loss: softTargets(), name: 'tried', temperature } }),
  students: (architecture: StudentArchitecture) => ({ architecture }),
}

/** Kinds that do nothing inside of a step, and so are the same whether it is compiled or not. */
const outside = new Set([
  'kind',
  'name',
  'specVersion',
  'dataSources',
  'augmentations',
  'augment',
  'teachers',
  'callbacks',
  'strategies',
])

/** Losses that do not look at one convolution's maps alone. */
const tapsOf: Readonly<Record<string, readonly string[]>> = {
  fsp: ['conv1', 'conv2'],
  hiddenState: ['dense1'],
  irg: ['conv1', 'conv2'],
  ofa: ['conv1', 'conv2'],
  patient: ['dense1', 'dense2'],
}

function termOf(loss: Loss) {
  const reads = [...loss.needs, ...loss.uses].includes('features')
  const taps = reads ? (tapsOf[loss.name] ?? ['conv2']) : []
  // It is made for embeddings of length 1: of whole maps its powers are large.
  const weight = loss.name === 'correlationCongruence' ? 1e-9 : 1
  return {
    loss,
    name: 'tried',
    weight,
    taps: taps.map((tap) => [tap, tap] as const),
    ...(loss.traits.softened && { temperature: 4 }),
  }
}

const components = Object.entries(parts).flatMap(([kind, partsOf]) =>
  (standard[kind as keyof PluginParts] ?? []).map((factory) => {
    const make = () => partsOf(factory.make(options[kind]?.[factory.name]) as never)
    return [`${kind}: ${factory.name}`, make] as const
  }),
)

beforeAll(async () => {
  await registerBackend()
  await setBackend('onnxruntime')
})

function furthest(ours: readonly number[], theirs: readonly number[]): number {
  expect(ours).toHaveLength(theirs.length)
  return Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]!)))
}

describe('steps of every built-in component', () => {
  it('are tried, whatever kind it is', () => {
    const tried = new Set(Object.keys(parts))
    expect(Object.keys(standard).filter((kind) => !outside.has(kind) && !tried.has(kind))).toEqual([])
  })

  it.each(components)('are the same compiled and not: %s', async (_, make) => {
    const given = make()
    const compiles = given.term?.loss.traits.compiles ?? true
    if (compiles !== true) {
      await expect(distilSteps(given, 'always')).rejects.toThrow(compiles.reason)
      return
    }
    const ours = await distilSteps(given, 'always')
    const theirs = await distilSteps(given, 'never')
    expect(ours.totals).toHaveLength(5)
    expect(furthest(ours.totals, theirs.totals)).toBeLessThan(1e-5 * Math.max(...theirs.totals))
    expect(furthest(ours.weights, theirs.weights)).toBeLessThan(1e-5)
  })
})
