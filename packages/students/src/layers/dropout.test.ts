import '@tensorflow/tfjs-backend-cpu'
import type { Random } from '@potstill/spec'
import {
  memory,
  ones,
  randomUniform,
  setBackend,
  sum,
  tensor,
  tidy,
  valueAndGrad,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { input, model } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { dropout } from './dropout'

beforeAll(() => setBackend('cpu'))

/** Numbers by (key, name), as a run's source of randomness gives them; only `uniform` is needed here. */
const keyed = (key: string): Random =>
  ({
    uniform: (name: string, shape: readonly number[]) =>
      randomUniform([...shape], 0, 1, 'float32', `${key}/${name}`),
  }) as unknown as Random

const run = (layer: ReturnType<typeof dropout>, x: Tensor, random: Random) =>
  layer.apply(x, { training: true, random }) as Tensor

describe('dropout', () => {
  it('drops about the fraction it was told, and scales the rest by 1 / (1 - rate)', () => {
    const values = run(dropout({ rate: 0.25, name: 'd' }), ones([100, 100]), keyed('a')).dataSync()
    const kept = values.filter((value) => value !== 0)
    expect(new Set(kept)).toEqual(new Set([Math.fround(4 / 3)]))
    // 10,000 draws: the standard deviation of the fraction is √(0.25·0.75/10000) = 0.0043; five of them.
    expect(Math.abs(kept.length / 10_000 - 0.75)).toBeLessThan(0.022)
  })

  it('keeps exactly the entries whose draw under <name>/mask is at least the rate', () => {
    const x = ones([4, 6])
    const drawn = keyed('a').uniform('d/mask', [4, 6]).dataSync()
    const kept = run(dropout({ rate: 0.5, name: 'd' }), x, keyed('a')).dataSync()
    expect([...kept]).toEqual([...drawn].map((value) => (value >= 0.5 ? 2 : 0)))
    const edge = { uniform: () => tensor([0, 0.5]) } as unknown as Random
    expect(run(dropout({ rate: 0.5, name: 'd' }), ones([2]), edge).arraySync()).toEqual([0, 2])
  })

  it('repeats a mask for the same key and draws another for another key or another name', () => {
    const x = ones([8, 8])
    const mask = (name: string, key: string) => run(dropout({ rate: 0.5, name }), x, keyed(key)).arraySync()
    expect(mask('d', 'step 1')).toEqual(mask('d', 'step 1'))
    expect(mask('d', 'step 1')).not.toEqual(mask('d', 'step 2'))
    expect(mask('d', 'step 1')).not.toEqual(mask('e', 'step 1'))
  })

  it('is the identity in inference and at rate 0', () => {
    const x = randomUniform([3, 4], 0, 1, 'float32', 1)
    const inference = dropout({ rate: 0.5, name: 'd' }).apply(x, { training: false }) as Tensor
    const none = dropout({ rate: 0, name: 'd' }).apply(x, { training: true }) as Tensor
    expect(inference.arraySync()).toEqual(x.arraySync())
    expect(none.arraySync()).toEqual(x.arraySync())
  })

  it('shares a draw along axes of size 1 in noiseShape', () => {
    const layer = dropout({ rate: 0.5, noiseShape: [null, 1, null], name: 'd' })
    const values = run(layer, ones([4, 3, 5]), keyed('a')).arraySync() as number[][][]
    for (const [first, second, third] of values) {
      expect(second).toEqual(first)
      expect(third).toEqual(first)
    }
    expect(new Set(values.flat(2))).toEqual(new Set([0, 2]))
  })

  it('passes the gradient through its mask: d sum(y) / dx = y for x = 1', () => {
    const layer = dropout({ rate: 0.5, name: 'd' })
    const { grad } = valueAndGrad((x: Tensor) => sum(run(layer, x, keyed('a'))))(ones([4, 4]))
    expect(grad.arraySync()).toEqual(run(layer, ones([4, 4]), keyed('a')).arraySync())
  })

  it('refuses to train without random, and says why', () => {
    const layer = dropout({ rate: 0.5, name: 'd' })
    expect(() => layer.apply(ones([1, 2]), { training: true })).toThrow(
      /\[d\] expected a source of keyed random numbers .*repeats one mask when it is seeded/,
    )
  })

  it.each([-0.1, 1, Number.NaN])('refuses a rate of %s', (rate) => {
    expect(() => dropout({ rate })).toThrow(/expected a rate in \[0, 1\)/)
  })

  it('gets random through models that are nested in models, and leaves no tensors behind', () => {
    const inner = input({ shape: [4] })
    const nested = model({
      inputs: inner,
      outputs: dropout({ rate: 0.5, name: 'd' }).apply(inner) as typeof inner,
    })
    const outer = input({ shape: [4] })
    const whole = model({ inputs: outer, outputs: nested.apply(outer) as typeof outer })
    const x = ones([8, 4])
    const random = keyed('a')
    const before = memory().numTensors
    tidy(() => {
      const y = whole.apply(x, { training: true, random }) as Tensor
      const values = y.arraySync()
      expect(values).toEqual(run(dropout({ rate: 0.5, name: 'd' }), x, random).arraySync())
    })
    expect(memory().numTensors).toBe(before)
  })

  it('comes back from its configuration', () => {
    const config = dropout({ rate: 0.3, noiseShape: [null, 1], name: 'd' }).getConfig()
    const layer = dropout(JSON.parse(JSON.stringify(config)) as Parameters<typeof dropout>[0])
    expect(layer).toMatchObject({ name: 'd', rate: 0.3, noiseShape: [null, 1] })
  })
})
