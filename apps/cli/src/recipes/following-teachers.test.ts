import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { createRegistry, parseRecipe, runRecipe } from '@potstill/recipe'
import standard from '@potstill/standard'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

const registry = createRegistry([standard])

/** Two stages that share a teacher: each has to have one of its own. */
const recipe = (teacher: string, data = 'labels: [0, 1, 1, 0], validation: 1') =>
  parseRecipe(
    `name: following
data: { arrays: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], ${data} } }
teacher: ${teacher}
student: { mlp: { hidden: [4] } }
objective: [softTargets${data.includes('labels') ? ', crossEntropy' : ''}]
optimizer: { adam: { learningRate: 0.1 } }
training: { epochs: 3, batchSize: 2, seed: 1 }
stages:
  - { name: wide, student: { mlp: { hidden: [8] } } }
  - { name: small }
`,
    { file: 'recipe.yaml', registry },
  )

describe('a recipe', () => {
  beforeAll(async () => void (await setBackend('cpu')))

  it('trains with a mean teacher, one for each stage, and compares it', async () => {
    const before = memory().numTensors
    const { rows } = await runRecipe(recipe('{ emaStudent: { decay: 0.9 } }'), { storage: memoryStorage() })
    expect(rows.map(({ name, role, parameters }) => [name, role, parameters])).toEqual([
      ['emaStudent', 'other', 42],
      ['emaStudent', 'teacher', 22],
      ['wide', 'other', 42],
      ['small', 'student', 22],
    ])
    expect(memory().numTensors).toBe(before)
  })

  it('trains a student that is its own teacher, and leaves that out of the comparison', async () => {
    const messages: string[] = []
    const { rows } = await runRecipe(recipe('self'), {
      storage: memoryStorage(),
      onMessage: (message) => void messages.push(message),
    })
    expect(rows.map(({ name }) => name)).toEqual(['wide', 'small'])
    expect(messages).toContain('self is left out of the comparison: it answers only inside a training step.')
  })

  it.each(['self', 'emaStudent'])('says why %s needs data with labels', async (teacher) => {
    await expect(runRecipe(recipe(teacher, 'validation: 1'), { storage: memoryStorage() })).rejects.toThrow(
      /expected the student that it goes with; got none yet.*data with labels/,
    )
  })
})
