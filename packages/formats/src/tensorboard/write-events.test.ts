import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import reference from '../../../../reference/tensorboard/events.json'
import { histogramOf, readEvents, writeEvents, type EventValue, type TensorBoardEvent } from '../index'
import { writeTfRecord } from './tf-record'

const golden = Uint8Array.from(Buffer.from(reference.base64, 'base64'))
const { histogram } = reference
const expected: readonly TensorBoardEvent[] = [
  { wallTime: 1001.5, step: 1, values: [scalar('loss/total', 0.75), scalar('accuracy', 0.5)] },
  { wallTime: 1300.5, step: 300, values: [scalar('loss/total', -0.125)] },
  {
    wallTime: 1000.5 + 2 ** 40,
    step: 2 ** 40,
    values: [
      {
        tag: 'inputs/0',
        image: {
          width: 2,
          height: 2,
          channels: 3,
          png: Uint8Array.from(Buffer.from(reference.png, 'base64')),
        },
      },
      {
        tag: 'weights/kernel',
        histogram: {
          min: histogram.min,
          max: histogram.max,
          count: histogram.num,
          sum: histogram.sum,
          sumOfSquares: histogram.sum_squares,
          limits: histogram.bucket_limit,
          counts: histogram.bucket,
        },
      },
    ],
  },
]

function scalar(tag: string, value: number): EventValue {
  return { tag, scalar: value }
}

describe('readEvents', () => {
  it("reads a file of Python's tensorboard", () => {
    const [first, ...events] = readEvents(golden)
    expect(first).toMatchObject({ step: 0, fileVersion: 'brain.Event:2' })
    expect(events).toEqual(expected)
  })

  it.each([
    ['a file that is cut off', golden.subarray(0, -1)],
    ['a part of a header', golden.subarray(0, 7)],
    ['a changed length', Uint8Array.from(golden, (byte, index) => (index === 0 ? byte ^ 1 : byte))],
    ['changed content', Uint8Array.from(golden, (byte, index) => (index === 14 ? byte ^ 1 : byte))],
    ['another kind of file', new TextEncoder().encode('a text, and no event file')],
  ])('refuses %s', (_, bytes) => {
    expect(() => readEvents(bytes)).toThrow(expect.objectContaining({ code: 'formats/tfrecord-damaged' }))
  })

  it.each([
    ['a field that ends too late', Uint8Array.of(0x2a, 9, 1)],
    ['a number that has no end', Uint8Array.of(0x10, 0xff)],
    ['a group', Uint8Array.of(0x0b)],
  ])('refuses a record with %s', (_, record) => {
    const bytes = writeTfRecord(record)
    expect(() => readEvents(bytes)).toThrow(expect.objectContaining({ code: 'formats/event-damaged' }))
  })

  it('is content with nothing', () => {
    expect(readEvents(new Uint8Array(0))).toEqual([])
  })
})

describe('writeEvents', () => {
  it("writes the very bytes that Python's tensorboard writes", () => {
    // The first event, of the version, has a time of its own and fields that only Python's has.
    const first = 12 + golden[0]! + 4
    expect(writeEvents(expected)).toEqual(golden.subarray(first))
  })

  it('writes what can be read again', () => {
    const finite = fc.float({ noNaN: true })
    const value: fc.Arbitrary<EventValue> = fc.oneof(
      fc.record({ tag: fc.string({ minLength: 1 }), scalar: finite }),
      fc.record({
        tag: fc.string({ minLength: 1 }),
        histogram: fc.array(finite).map((all) => histogramOf(all)),
      }),
      fc.record({
        tag: fc.string({ minLength: 1 }),
        image: fc.record({
          width: fc.nat(),
          height: fc.nat(),
          channels: fc.integer({ min: 1, max: 4 }),
          png: fc.uint8Array(),
        }),
      }),
    )
    const event = fc.record({
      wallTime: fc.double({ noNaN: true }),
      step: fc.maxSafeNat(),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), (events) => {
        const read = JSON.stringify(readEvents(writeEvents(events)))
        expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify(events)))
      }),
    )
  })
})
