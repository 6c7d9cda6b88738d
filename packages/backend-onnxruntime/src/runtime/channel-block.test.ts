import { describe, expect, it } from 'vitest'
import { channelBlock } from './channel-block'
import { loadRuntime } from './load-runtime'
import type { NativeTensors, Runtime } from './runtime'

describe('channelBlock', () => {
  it('is what this processor has: 8 or 16 channels, or nothing', async () => {
    expect([8, 16, undefined]).toContain(channelBlock(await loadRuntime()))
  })

  it('is nothing where the operations are unknown', async () => {
    class Session {
      loadModel(): void {
        throw new Error('com.microsoft.nchwc is not registered')
      }
      run(): NativeTensors {
        return {}
      }
    }
    expect(channelBlock({ ...(await loadRuntime()), Session })).toBe(undefined)
  })

  it('is nothing where they compute something else', async () => {
    const runtime = await loadRuntime()
    const strange = (change: (values: Float32Array) => void): Runtime => ({
      ...runtime,
      Session: class extends (runtime.Session as new () => InstanceType<Runtime['Session']>) {
        override run(...given: [NativeTensors, NativeTensors, object]): NativeTensors {
          const results = super.run(...given)
          change(given[1]['y']?.data as Float32Array)
          return results
        }
      },
    })
    expect(channelBlock(strange((values) => values.set(values.toReversed())))).toBe(undefined)
    expect(channelBlock(strange((values) => values.fill(0)))).toBe(undefined)
    const unchanged = channelBlock(strange(() => undefined))
    expect(unchanged).toBe(channelBlock(runtime))
  })
})
