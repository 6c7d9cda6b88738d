import { arrays, augmented, flip } from '@potstill/data'
import { memoryStorage } from '@potstill/formats'
import { crossEntropy } from '@potstill/losses'
import type { Dataset, Loss, Optimizer, StudentArchitecture, Teacher } from '@potstill/spec'
import { lenet5 } from '@potstill/students'
import { teacherFromStudent } from '@potstill/teachers'
import { largestOf } from './largest-of'
import { adam, createTrainer, type Compile, type Term } from '@potstill/trainer'

/** What a few steps are made of; what is left out is the plainest there is. */
export interface Parts {
  readonly architecture?: StudentArchitecture
  readonly teacher?: Teacher
  /** Beside the cross-entropy. */
  readonly term?: Term & { readonly loss: Loss }
  readonly optimizer?: Optimizer
  /** How many of each distribution's entries the teacher gives, in place of all. */
  readonly largest?: number
}

const images = Array.from({ length: 16 }, (_, example) =>
  Array.from({ length: 28 }, (__, row) =>
    Array.from({ length: 28 }, (___, column) => [
      Math.sin(example * 37 + row * 11 + column * 5) + Number(column % (2 + (example % 3)) === 0),
    ]),
  ),
)
const source = arrays({ inputs: images, labels: images.map((_, example) => example % 3) })
const task = { inputShape: [28, 28, 1], classes: 3, seed: 5 }

/** Each example a second time, mirrored or not. */
const withView = (dataset: Dataset) => augmented(dataset, { augment: [flip()], seed: 5, views: 1 })

/** The total of each of five steps, and all weights in the end. */
export async function distilSteps(parts: Parts, compile: Compile) {
  const { architecture = lenet5(), term, optimizer = adam({ learningRate: 0.001 }) } = parts
  const data = await source.open({ storage: memoryStorage() })
  const viewed = term?.loss.needs.includes('studentViews') === true
  const large = await lenet5().build({ ...task, seed: 6 })
  const student = await architecture.build(task)
  const teacher = parts.teacher ?? teacherFromStudent(large)
  const totals: number[] = []
  const trainer = createTrainer({
    student,
    teacher: parts.largest === undefined ? teacher : largestOf(teacher, parts.largest),
    objective: [crossEntropy(), ...(term ? [term] : [])],
    data: { spec: data.spec, train: viewed ? withView(data.split('train')) : data.split('train') },
    optimizer,
    epochs: 9,
    steps: 5,
    batchSize: 6,
    compile,
    callbacks: [
      { kind: 'callback', name: 'totals', specVersion: 1, stepEnd: ({ total }) => void totals.push(total) },
    ],
  })
  try {
    await trainer.run()
    const weights = [...student.variables, ...student.state].flatMap((kept) => [...kept.dataSync()])
    return { totals, weights }
  } finally {
    student.dispose()
    large.dispose()
  }
}
