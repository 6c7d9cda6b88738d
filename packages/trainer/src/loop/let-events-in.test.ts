import { describe, expect, it } from 'vitest'
import { letEventsIn } from './let-events-in'

describe('letEventsIn', () => {
  it('gives other events their turn, but not after every step', async () => {
    let time = 0
    const pause = letEventsIn(() => time)
    let turns = 0
    const isLetIn = async () => {
      const before = turns
      setTimeout(() => (turns += 1))
      await pause()
      return turns > before
    }
    time = 49
    expect(await isLetIn()).toBe(false)
    time = 51
    expect(await isLetIn()).toBe(true)
    time = 90
    expect(await isLetIn()).toBe(false)
  })
})
