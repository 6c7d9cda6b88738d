import { memoryStorage } from '@potstill/formats'
import { composeRecipe, parseRecipe, type Plan } from '@potstill/recipe'
import type { Callback } from '@potstill/spec'
import { standardRegistry } from '../plugins/standard-registry'
import { crossEntropyGradient, largestDifference } from './closed-form'

/** Four points of two classes, which a line tells apart. */
const inputs = [
  [1, 0.5],
  [-1, 0.25],
  [0.5, -1],
  [-0.75, -0.5],
]
const labels = [0, 1, 0, 1]

const recipe = (steps: number, learningRate: number) => `
name: self-test
data: { arrays: { inputs: ${JSON.stringify(inputs)}, labels: ${JSON.stringify(labels)} } }
student: { mlp: { hidden: [] } }
objective: [crossEntropy]
optimizer: { sgd: { learningRate: ${learningRate} } }
training: { epochs: ${steps}, batchSize: 4, shuffle: false }
`

export interface SelfTest {
  /** Largest difference of a gradient from its closed form. */
  readonly gradientError: number
  readonly firstLoss: number
  readonly lastLoss: number
  readonly passed: boolean
}

/** Trains a linear classifier on the current backend: is its gradient right, and does the loss fall? */
export async function selfTest(): Promise<SelfTest> {
  const gradientError = await withPlan(recipe(1, 1), async (plan) => {
    const { student, trainer } = plan.stages[0]!
    const [kernel, bias] = student.variables
    const before = { kernel: [...kernel!.dataSync()], bias: [...bias!.dataSync()] }
    await trainer().run()
    // A step of size 1 takes exactly the gradient off the weights.
    const taken = [...before.kernel, ...before.bias].map(
      (value, index) => value - [...kernel!.dataSync(), ...bias!.dataSync()][index]!,
    )
    return largestDifference(taken, crossEntropyGradient({ inputs, labels, ...before }))
  })
  const losses = await withPlan(recipe(30, 0.5), async (plan) => {
    const seen: number[] = []
    await plan.stages[0]!.trainer({ callbacks: [collect(seen)] }).run()
    return seen
  })
  const [firstLoss, lastLoss] = [losses[0] ?? Number.NaN, losses.at(-1) ?? Number.NaN]
  return { gradientError, firstLoss, lastLoss, passed: gradientError < 1e-4 && lastLoss < firstLoss }
}

async function withPlan<Value>(text: string, use: (plan: Plan) => Promise<Value>): Promise<Value> {
  const parsed = parseRecipe(text, { file: 'self-test', registry: await standardRegistry() })
  const plan = await composeRecipe(parsed, { storage: memoryStorage() })
  try {
    return await use(plan)
  } finally {
    await plan.close()
  }
}

function collect(losses: number[]): Callback {
  return {
    kind: 'callback',
    name: 'collect',
    specVersion: 1,
    stepEnd: ({ total }) => void losses.push(total),
  }
}
