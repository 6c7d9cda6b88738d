import { describe, expect, it } from 'vitest'
import { moved, owned, shared } from './shared-arrays'

const values = () => Float32Array.of(1, 2, 3)

describe('shared and owned', () => {
  it('copy into memory of their kind', () => {
    const there = shared(values())
    expect(there).toEqual(values())
    expect(there.buffer).toBeInstanceOf(SharedArrayBuffer)
    const back = owned(there)
    expect(back).toEqual(values())
    expect(back.buffer).toBeInstanceOf(ArrayBuffer)
  })

  it.each([shared, owned])('take the room they are given where it fits: %o', (move) => {
    const room = new Float32Array(3)
    expect(move(values(), room)).toBe(room)
    expect(room).toEqual(values())
    const other = new Float32Array(4)
    expect(move(values(), other)).toEqual(values())
    expect(other).toEqual(new Float32Array(4))
  })
})

describe('moved', () => {
  it('moves every array of examples, the inputs into the room, and leaves the rest', () => {
    const room = new Float32Array(3)
    const viewSeeds = Int32Array.of(7)
    const made = moved(
      {
        inputs: values(),
        shape: [3],
        teacherInputs: values(),
        views: [values()],
        viewSeeds,
        targets: values(),
      },
      shared,
      room,
    )
    expect(made.inputs).toBe(room)
    expect(made.viewSeeds).toBe(viewSeeds)
    for (const array of [made.teacherInputs, made.targets, ...(made.views ?? [])]) {
      expect(array).toEqual(values())
      expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer)
    }
  })

  it('adds nothing that is not there', () => {
    expect(moved({ inputs: values(), shape: [3] }, owned)).toEqual({ inputs: values(), shape: [3] })
  })
})
