import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { describe, expect, it } from 'vitest'
import { pretendRun } from '../testing/events'
import { placeOf } from './place'

const storage = memoryStorage()

describe('placeOf', () => {
  it("is the folder of the options, or else the run's", () => {
    const { start } = pretendRun({ storage, folder: 'runs/a' })
    expect(placeOf('it', start)).toEqual({ storage, folder: 'runs/a' })
    expect(placeOf('it', start, 'logs')).toEqual({ storage, folder: 'logs' })
  })

  it.each([
    ['a run without a storage', { folder: 'runs/a' }],
    ['no folder', { storage }],
  ])('refuses %s', (received, given) => {
    const place = () => placeOf('it', pretendRun(given).start)
    expect(place).toThrow(expect.objectContaining({ code: 'loggers/no-place', component: 'it', received }))
  })
})
