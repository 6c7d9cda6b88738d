import { describe, expect, it } from 'vitest'
import { readAhead } from './read-ahead'

/** A source that counts what was taken from it, and whether it was told of the end. */
function source(count: number) {
  const state = { taken: 0, returned: false }
  async function* numbers() {
    try {
      while (state.taken < count) yield state.taken++
    } finally {
      state.returned = true
    }
  }
  return { state, items: numbers() }
}

/** Work that ends when it is told. */
function heldWork() {
  const finish = new Map<number, (fails?: boolean) => void>()
  const make = (item: number) =>
    new Promise<string>((resolve, reject) => {
      finish.set(item, (fails) => (fails ? reject(new Error(`no ${item}`)) : resolve(`made ${item}`)))
    })
  return { finish, make }
}

const turn = () => new Promise((resolve) => setTimeout(resolve))
const discarding = () => {
  const discarded: number[] = []
  return { discarded, discard: (item: number) => void discarded.push(item) }
}

describe('readAhead', () => {
  it('keeps the order, though later ones are made first', async () => {
    const { items } = source(3)
    const { make, finish } = heldWork()
    const given = readAhead({ items, ahead: 3, make, discard: () => undefined })
    const all = collect(given)
    for (const item of [2, 1, 0]) {
      await turn()
      finish.get(item)!()
    }
    expect(await all).toEqual([
      [0, 'made 0'],
      [1, 'made 1'],
      [2, 'made 2'],
    ])
  })

  it('has no more in the making than it may', async () => {
    const { items, state } = source(100)
    const { make, finish } = heldWork()
    const reader = readAhead({ items, ahead: 3, make, discard: () => undefined })
    const first = reader.next()
    await turn()
    expect(state.taken).toBe(3)
    finish.get(0)!()
    await first
    await turn()
    expect(state.taken).toBe(3)
    void reader.next()
    await turn()
    expect(state.taken).toBe(4)
    expect(finish.size).toBe(4)
  })

  it('tells the source, and discards what nobody gets, where the reader stops', async () => {
    const { items, state } = source(100)
    const { discard, discarded } = discarding()
    const make = async (item: number) => item
    for await (const [item] of readAhead({ items, ahead: 3, make, discard })) {
      if (item === 1) break
    }
    expect(state.returned).toBe(true)
    expect(discarded).toEqual([2, 3])
  })

  it('stops at a signal, also while it waits', async () => {
    const { items, state } = source(100)
    const { make, finish } = heldWork()
    const { discard, discarded } = discarding()
    const controller = new AbortController()
    const reader = readAhead({ items, ahead: 2, make, discard, signal: controller.signal })
    const first = reader.next()
    await turn()
    controller.abort()
    finish.get(0)!()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(discarded).toEqual([0, 1])
    expect(state.returned).toBe(true)
  })

  it('passes a failure on in its turn, after what came before it', async () => {
    const { items, state } = source(100)
    const { make, finish } = heldWork()
    const reader = readAhead({ items, ahead: 2, make, discard: () => undefined })
    const first = reader.next()
    await turn()
    finish.get(1)!(true)
    await turn()
    finish.get(0)!()
    expect((await first).value).toEqual([0, 'made 0'])
    await expect(reader.next()).rejects.toThrow('no 1')
    expect(state.returned).toBe(true)
  })
})

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = []
  for await (const value of values) all.push(value)
  return all
}
