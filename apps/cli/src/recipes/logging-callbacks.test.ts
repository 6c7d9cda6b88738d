import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage, readEvents } from '@potstill/formats'
import { createRegistry, parseRecipe, runRecipe } from '@potstill/recipe'
import standard from '@potstill/standard'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

const registry = createRegistry([standard])

const recipe = (more: string) =>
  parseRecipe(
    `name: logged
data: { arrays: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0], validation: 1 } }
student: { mlp: { hidden: [4] } }
objective: [crossEntropy]
optimizer: { adam: { learningRate: 0.1 } }
training: { epochs: 40, batchSize: 2, seed: 1 }
${more}`,
    { file: 'recipe.yaml', registry },
  )

describe('a recipe with callbacks', () => {
  beforeAll(async () => void (await setBackend('cpu')))

  it('writes what they log into the folder of the run', async () => {
    const storage = memoryStorage()
    const callbacks =
      'callbacks: [{ tensorboard: { everySteps: 1 } }, metricsJsonl, { earlyStopping: { patience: 3 } }]'
    const { run, stages } = await runRecipe(recipe(callbacks), { storage })
    const [events, metrics] = await storage.list(`${run}/logs`)
    expect(metrics).toBe('metrics.jsonl')
    const written = readEvents(await storage.read(`${run}/logs/${events!}`))
    const totals = written.flatMap(({ values = [] }) => values.filter(({ tag }) => tag === 'step/total'))
    expect(totals).toHaveLength(stages[0]!.steps)
    const lines = new TextDecoder()
      .decode(await storage.read(`${run}/logs/metrics.jsonl`))
      .trim()
      .split('\n')
    expect(lines).toHaveLength(stages[0]!.epochs)
    expect(stages[0]!.detail).toMatch(/has not improved for 3 epochs/)
  })

  it('has a folder for each stage', async () => {
    const storage = memoryStorage()
    const { run } = await runRecipe(
      recipe(
        'callbacks: [metricsJsonl]\nstages: [{ name: one, training: { epochs: 1 } }, { name: two, training: { epochs: 2 } }]',
      ),
      { storage },
    )
    const linesOf = async (stage: string) =>
      new TextDecoder()
        .decode(await storage.read(`${run}/stages/${stage}/logs/metrics.jsonl`))
        .trim()
        .split('\n')
    expect(await linesOf('one')).toHaveLength(1)
    expect(await linesOf('two')).toHaveLength(2)
  })
})
