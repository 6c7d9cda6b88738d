import { PotstillError } from '@potstill/spec'
import { fields, type EventImage, type EventValue, type TensorBoardEvent } from './event'
import type { Histogram } from './histogram'
import { readDoubles, readFields, type ReadField } from './protobuf-reader'
import { readTfRecords } from './tf-record'

/**
 * Reads a TensorBoard event file: its scalars, images and histograms. Other values, such as tensors and graphs, are left out.
 *
 * Throws a PotstillError where the file is damaged or cut off (`formats/tfrecord-damaged`) or holds records of something
 * else (`formats/event-damaged`).
 */
export function readEvents(bytes: Uint8Array): readonly TensorBoardEvent[] {
  return readTfRecords(bytes).map((record, index) => {
    try {
      return decode(record)
    } catch (cause) {
      throw new PotstillError({
        code: 'formats/event-damaged',
        component: 'tensorboard',
        expected: `an event in record ${index}`,
        received: cause instanceof Error ? cause.message : String(cause),
        fix: 'give an event file of TensorBoard',
        cause,
      })
    }
  })
}

function decode(record: Uint8Array): TensorBoardEvent {
  const { event, summary } = fields
  const found = readFields(record)
  const version = last(found, event.fileVersion)
  const values = found
    .filter(({ field }) => field === event.summary)
    .flatMap(({ bytes }) => readFields(bytes))
    .filter(({ field }) => field === summary.value)
    .flatMap(({ bytes }) => decodeValue(readFields(bytes)))
  return {
    wallTime: numberOf(found, event.wallTime),
    step: numberOf(found, event.step),
    ...(version && { fileVersion: textOf(version) }),
    ...(values.length > 0 && { values }),
  }
}

function decodeValue(found: readonly ReadField[]): readonly EventValue[] {
  const { value } = fields
  const tag = textOf(last(found, value.tag))
  const scalar = last(found, value.scalar)
  if (scalar) return [{ tag, scalar: scalar.number }]
  const image = last(found, value.image)
  if (image) return [{ tag, image: decodeImage(readFields(image.bytes)) }]
  const histogram = last(found, value.histogram)
  return histogram ? [{ tag, histogram: decodeHistogram(readFields(histogram.bytes)) }] : []
}

function decodeImage(found: readonly ReadField[]): EventImage {
  const { image } = fields
  return {
    width: numberOf(found, image.width),
    height: numberOf(found, image.height),
    channels: numberOf(found, image.channels),
    png: last(found, image.png)?.bytes.slice() ?? new Uint8Array(0),
  }
}

function decodeHistogram(found: readonly ReadField[]): Histogram {
  const { histogram } = fields
  const doubles = (field: number) => readDoubles(last(found, field)?.bytes ?? new Uint8Array(0))
  return {
    min: numberOf(found, histogram.min),
    max: numberOf(found, histogram.max),
    count: numberOf(found, histogram.count),
    sum: numberOf(found, histogram.sum),
    sumOfSquares: numberOf(found, histogram.sumOfSquares),
    limits: doubles(histogram.limits),
    counts: doubles(histogram.counts),
  }
}

function last(found: readonly ReadField[], field: number): ReadField | undefined {
  return found.findLast((each) => each.field === field)
}

/** What is 0 is not written. */
function numberOf(found: readonly ReadField[], field: number): number {
  return last(found, field)?.number ?? 0
}

function textOf(field: ReadField | undefined): string {
  return new TextDecoder().decode(field?.bytes)
}
