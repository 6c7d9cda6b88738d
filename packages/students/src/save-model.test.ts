import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage, readLayersModel } from '@potstill/formats'
import { io, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromLayersModel } from './from-layers-model'
import { inference, small, uniform } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

describe('saving a student', () => {
  it('saves files that plain TensorFlow.js reads, with the same answers', async () => {
    const student = fromLayersModel(small())
    const storage = memoryStorage()
    await student.save(storage, 'out/student')
    const artifacts = await readLayersModel(storage, 'out/student/model.json')
    expect(JSON.stringify(artifacts.modelTopology)).not.toContain('Potstill')
    expect(JSON.stringify(artifacts.modelTopology)).toContain('"class_name":"Dropout"')
    const loaded = await loadLayersModel(io.fromMemory(artifacts))
    const x = uniform([2, 4], 1)
    expect((loaded.predict(x) as Tensor).arraySync()).toEqual(
      student.forward(x, inference).logits.arraySync(),
    )
    loaded.dispose()
    student.dispose()
  })
})
