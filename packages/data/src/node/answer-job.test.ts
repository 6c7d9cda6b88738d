import { describe, expect, it } from 'vitest'
import { namesOf } from '../augment/built-in'
import { crop, flip, normalise } from '../index'
import { answerJob } from './answer-job'
import type { Job } from './job'

const job = (augment: Job['plan']['augment'], more: Partial<Job['plan']> = {}): Job => ({
  number: 5,
  batch: { ids: Int32Array.of(0, 1), inputs: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 1] },
  plan: { augment, seed: 1, epoch: 0, views: 0, teacher: 'same', evaluation: false, ...more },
})
const named = (...augment: Parameters<typeof namesOf>[0]) => namesOf(augment) ?? []
const mirror = named(flip({ probability: 1 }))

describe('answerJob', () => {
  it('makes the augmentations again and answers in memory that threads share', () => {
    const both = named(flip({ probability: 1 }), normalise({ mean: 1, deviation: 2 }))
    const answer = answerJob(job(both, { views: 1, teacher: 'clean' }))
    const made = 'made' in answer ? answer.made : undefined
    expect(answer.number).toBe(5)
    expect(made?.inputs).toEqual(Float32Array.of(0.5, 0, 1.5, 1))
    expect(made?.teacherInputs).toEqual(Float32Array.of(0, 0.5, 1, 1.5))
    expect(made?.views).toEqual([made?.inputs])
    for (const array of [made?.teacherInputs, made?.views?.[0]]) {
      expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer)
    }
  })

  it('puts inputs where they were, unless they have another size now', () => {
    const same = job(mirror)
    expect(answerJob(same)).toMatchObject({ made: { inputs: Float32Array.of(2, 1, 4, 3) } })
    expect(same.batch.inputs).toEqual(Float32Array.of(2, 1, 4, 3))
    const smaller = job(named(crop({ size: 1 })), { evaluation: true })
    expect(answerJob(smaller)).toMatchObject({ made: { inputs: Float32Array.of(1, 3), shape: [1, 1, 1] } })
    expect(smaller.batch.inputs).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('answers with the parts of an error, and does the next job', () => {
    const wrong = { ...job(mirror), batch: { ...job([]).batch, shape: [2] } }
    expect(answerJob(wrong)).toEqual({
      number: 5,
      error: expect.objectContaining({ code: 'data/augment-shape', component: 'flip' }),
    })
    expect(answerJob(job(mirror))).toMatchObject({ made: { inputs: Float32Array.of(2, 1, 4, 3) } })
  })

  it('names an augmentation that it does not have', () => {
    expect(answerJob(job([{ name: 'of-a-newer-version', options: {} }]))).toMatchObject({
      error: { code: 'data/augment-worker', component: 'of-a-newer-version' },
    })
  })

  it('answers errors of other kinds by their message', () => {
    const broken = { ...job(mirror), batch: undefined } as unknown as Job
    expect(answerJob(broken)).toMatchObject({
      error: {
        code: 'data/augment-worker',
        category: 'work',
        received: expect.stringContaining('undefined'),
      },
    })
  })
})
