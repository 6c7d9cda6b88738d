import { registerBackend } from '@potstill/backend-onnxruntime'
import { arrays } from '@potstill/data'
import { memoryStorage } from '@potstill/formats'
import { crossEntropy, softTargets } from '@potstill/losses'
import { defineLoss, type EpochEnd, type StepEnd, type Student, type Teacher } from '@potstill/spec'
import { lenet5 } from '@potstill/students'
import { emaStudent, self, teacherFromStudent } from '@potstill/teachers'
import { createTrainer, momentum, type Compile, type Learner, type Term } from '@potstill/trainer'
import { memory, setBackend, squaredDifference, sub, mean, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'

const images = Array.from({ length: 24 }, (_, example) =>
  Array.from({ length: 12 }, (__, row) =>
    Array.from({ length: 12 }, (___, column) => [
      Math.sin(example * 37 + row * 11 + column * 5) + Number(column % (2 + (example % 3)) === 0),
    ]),
  ),
)
const source = arrays({ inputs: images, labels: images.map((_, example) => example % 3), validation: 6 })
const build = async (seed: number) =>
  lenet5({ dropout: 0.2 }).build({ inputShape: [12, 12, 1], classes: 3, seed })

/** Squared difference of the mean activation of two layers, of whatever shapes. */
const sameMean = defineLoss({
  name: 'sameMean',
  summary: 'Squared difference of the mean activations.',
  needs: ['features'],
  options: z.strictObject({}),
  create: () => ({
    traits: {
      level: 'features',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: true,
      temperatureSquared: false,
    },
    compute: ({ features: [pair] }) => {
      const [ours, theirs] = [pair!.student, pair!.teacher].map((tensor) => mean(tensor, axesOf(tensor)))
      return squaredDifference(ours!, theirs!)
    },
  }),
})

const axesOf = ({ shape }: Tensor) => shape.map((_, axis) => axis).slice(1)
const deeper: Term = { loss: sameMean(), taps: [['conv1', 'dense2']], weight: 0.5 }
const softened: Term = { loss: softTargets(), temperature: 3 }

interface Run {
  readonly steps: readonly StepEnd[]
  readonly epochs: readonly EpochEnd[]
  readonly weights: readonly number[]
}

const numbers = (student: Student) => student.variables.flatMap((kept) => [...kept.dataSync()])

async function run(
  learners: readonly (Omit<Learner, 'student'> & { readonly seed: number })[],
  compile: Compile,
): Promise<Run> {
  const before = memory().numTensors
  const data = await source.open({ storage: memoryStorage() })
  const made = await Promise.all(learners.map(async (each) => ({ ...each, student: await build(each.seed) })))
  const steps: StepEnd[] = []
  const { epochs } = await createTrainer({
    learners: made,
    data: { spec: data.spec, train: data.split('train'), validation: data.split('validation') },
    optimizer: momentum({ learningRate: 0.01 }),
    epochs: 4,
    // The last batch of each epoch is smaller.
    batchSize: 8,
    compile,
    callbacks: [
      { kind: 'callback', name: 'collector', specVersion: 1, stepEnd: (event) => void steps.push(event) },
    ],
  }).run()
  const weights = made.flatMap(({ student }) => numbers(student))
  for (const { student } of made) student.dispose()
  expect(memory().numTensors).toBe(before)
  return { steps, epochs, weights }
}

const largest = (ours: readonly number[], theirs: readonly number[]) => {
  expect(ours).toHaveLength(theirs.length)
  return Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]!)))
}

const objective = [crossEntropy(), softened]

/** Made anew for each run: a teacher that goes with a student goes with one. */
const cases: Readonly<Record<string, () => Parameters<typeof run>[0]>> = {
  'two peers': () => [
    { name: 'one', seed: 1, teacher: { peer: 'two' }, objective },
    { name: 'two', seed: 2, teacher: { peer: 'one' }, objective },
  ],
  'a mean teacher': () => [{ name: 'only', seed: 1, teacher: emaStudent({ decay: 0.9 }), objective }],
  'a student that is its own teacher': () => [
    { name: 'only', seed: 1, teacher: self(), objective: [crossEntropy(), deeper] },
  ],
  'peers with a mean teacher each, features of a peer, and one that teaches itself': () => [
    {
      name: 'one',
      seed: 1,
      teacher: emaStudent({ warmUp: false }),
      objective: [...objective, { ...softened, name: 'mutual', teacher: { peer: 'three' } }],
    },
    {
      name: 'two',
      seed: 2,
      teacher: emaStudent(),
      objective: [...objective, { ...deeper, name: 'mutual', teacher: { peer: 'one' } }],
    },
    { name: 'three', seed: 3, teacher: self(), objective: [crossEntropy(), deeper] },
  ],
}

describe('training', () => {
  beforeAll(async () => {
    await registerBackend()
    await setBackend('onnxruntime')
  })

  it.each(Object.entries(cases))('is the same compiled and not, with %s', async (_, make) => {
    const [ours, theirs] = [await run(make(), 'always'), await run(make(), 'never')]
    const told = ({ steps }: Run) =>
      steps.flatMap(({ total, terms, accuracies }) => [
        total,
        ...Object.values(terms),
        ...Object.values(accuracies!),
      ])
    const measured = ({ epochs }: Run) =>
      epochs.flatMap(({ validations }) => Object.values(validations!).map(({ crossEntropy: nats }) => nats))
    expect(ours.steps).toHaveLength(12)
    expect(largest(told(ours), told(theirs))).toBeLessThan(1e-5)
    expect(largest(measured(ours), measured(theirs))).toBeLessThan(1e-5)
    expect(largest(ours.weights, theirs.weights)).toBeLessThan(1e-5)
    expect(largest(ours.weights, (await run(make(), 'always')).weights)).toBe(0)
  })

  it('changes the shallow layer of a student that is its own teacher, and not the deep one', async () => {
    const data = await source.open({ storage: memoryStorage() })
    const movedBy = async (weight: number) => {
      const student = await build(1)
      await createTrainer({
        student,
        teacher: self(),
        objective: [{ ...deeper, weight }],
        data: { spec: data.spec, train: data.split('train') },
        optimizer: momentum({ learningRate: 0.1 }),
        epochs: 1,
        steps: 1,
        batchSize: 8,
      }).run()
      const initial = await build(1)
      const moved = student.variables.map((kept, index) => {
        const change = sub(kept, initial.variables[index]!).dataSync()
        return change.some((value) => value !== 0)
      })
      student.dispose()
      initial.dispose()
      return moved
    }
    // Kernel and bias of conv1; then those of conv2, dense1, dense2 and the logits.
    expect(await movedBy(1)).toEqual([true, true, ...Array.from({ length: 8 }, () => false)])
    expect(await movedBy(0)).toEqual(Array.from({ length: 10 }, () => false))
  })

  it('of two that teach each other leaves each with what it learned from the other', async () => {
    const far = async (peer: boolean) => {
      const learner = (name: string, seed: number, other: string) => ({
        name,
        seed,
        objective: peer ? [crossEntropy(), { ...softened, teacher: { peer: other } }] : [crossEntropy()],
      })
      const { weights } = await run([learner('one', 1, 'two'), learner('two', 2, 'one')], 'auto')
      return weights
    }
    expect(largest(await far(true), await far(false))).toBeGreaterThan(1e-3)
  })

  it('goes with a teacher of each kind at once: a trained one for one learner, a mean for another', async () => {
    const large = await build(9)
    const teachers: readonly Teacher[] = [teacherFromStudent(large), emaStudent()]
    const { steps } = await run(
      teachers.map((teacher, index) => ({ name: `${index}`, seed: index, teacher, objective })),
      'always',
    )
    large.dispose()
    expect(Object.keys(steps[0]!.terms)).toEqual([
      '0/crossEntropy',
      '0/softTargets',
      '1/crossEntropy',
      '1/softTargets',
    ])
  })
})
