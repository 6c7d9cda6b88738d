import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import type { NamedPlan } from '../augment/augmentation-workers'
import { counted } from '../testing/images'
import { answerJobs } from './augment-worker'
import type { Answer, Job } from './job'

let { port1, port2 } = new MessageChannel()
afterEach(() => {
  port1.close()
  ;({ port1, port2 } = new MessageChannel())
})

async function ask(augment: NamedPlan['augment']): Promise<Answer> {
  answerJobs(port2)
  const plan: NamedPlan = { augment, seed: 1, epoch: 0, views: 1, teacher: 'clean', evaluation: false }
  const batch = { ids: Int32Array.of(4), inputs: counted([1, 3, 1]), shape: [1, 3, 1] }
  port1.postMessage({ number: 7, batch, plan } satisfies Job)
  const [answer] = await once(port1, 'message')
  return answer as Answer
}

describe('answerJobs', () => {
  it('augments with what it makes again by name', async () => {
    const answer = await ask([
      { name: 'flip', options: { probability: 1 } },
      { name: 'normalise', options: { mean: 1, deviation: 2 } },
    ])
    expect(answer).toMatchObject({
      number: 7,
      made: {
        inputs: Float32Array.of(1, 0.5, 0),
        teacherInputs: Float32Array.of(0, 0.5, 1),
        views: [Float32Array.of(1, 0.5, 0)],
        shape: [1, 3, 1],
      },
    })
  })

  it('answers with an error in parts', async () => {
    expect(await ask([{ name: 'blur', options: {} }])).toMatchObject({
      number: 7,
      error: { code: 'data/augment-worker', component: 'blur', received: 'blur' },
    })
    expect(await ask([{ name: 'normalise', options: { mean: [1, 2], deviation: 1 } }])).toMatchObject({
      error: { code: 'data/augment-shape', component: 'normalise', category: 'request' },
    })
  })
})
