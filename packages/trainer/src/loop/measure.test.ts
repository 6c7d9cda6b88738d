import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { memory, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { linearStudent } from '../testing/linear-student'
import { points } from '../testing/points'
import { measure } from './measure'

describe.each(['cpu', 'wasm'])('measure on %s', (backend) => {
  beforeEach(() => setBackend(backend))

  it('tells cross-entropy and accuracy, whatever the batch size', async () => {
    const student = linearStudent()
    const { train } = points({ examples: 7 })
    const [kernel, bias] = [student.weights().slice(0, 6), student.weights().slice(6)]
    let nats = 0
    let right = 0
    for await (const { inputs, labels } of train.batches({ batchSize: 7 })) {
      const rows = (await (inputs as Tensor).array()) as number[][]
      const answers = (await labels!.array()) as number[]
      rows.forEach((x, row) => {
        const z = [0, 1].map((c) => x.reduce((sum, value, f) => sum + value * kernel[f * 2 + c]!, bias[c]!))
        const label = answers[row]!
        nats += Math.log(Math.exp(z[0]!) + Math.exp(z[1]!)) - z[label]!
        if (z[label]! > z[1 - label]!) right += 1
      })
    }
    for (const batchSize of [7, 2]) {
      const measured = await measure(student, train, batchSize)
      expect(measured?.crossEntropy).toBeCloseTo(nats / 7, 5)
      expect(measured?.accuracy).toBe(right / 7)
    }
    student.dispose()
  })

  it('tells nothing where there are no labels, and leaves no tensor behind', async () => {
    const student = linearStudent()
    const before = memory().numTensors
    expect(await measure(student, points({ labelled: false }).train, 16)).toBeUndefined()
    await measure(student, points().train, 16)
    expect(memory().numTensors).toBe(before)
    student.dispose()
  })
})
