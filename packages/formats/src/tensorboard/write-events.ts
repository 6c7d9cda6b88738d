import { joinBytes } from '../join-bytes'
import { fields, type EventImage, type EventValue, type TensorBoardEvent } from './event'
import type { Histogram } from './histogram'
import {
  bytesField,
  doubleField,
  doublesField,
  floatField,
  messageField,
  textField,
  varintField,
  type Field,
} from './protobuf-writer'
import { writeTfRecords } from './tf-record'

/**
 * Writes TensorBoard events, as a whole file or a piece to append to one. TensorBoard reads files whose names contain
 * `tfevents`, and expects the first event of each to tell its version.
 *
 * @example
 * const bytes = writeEvents([
 *   { wallTime: 0, fileVersion: 'brain.Event:2' },
 *   { wallTime: 1, step: 10, values: [{ tag: 'loss/total', scalar: 0.5 }] },
 * ])
 * readEvents(bytes)[1].values // => [{ tag: 'loss/total', scalar: 0.5 }]
 */
export function writeEvents(events: readonly TensorBoardEvent[]): Uint8Array<ArrayBuffer> {
  return writeTfRecords(events.map(encode))
}

function encode({ wallTime, step = 0, fileVersion, values = [] }: TensorBoardEvent): Uint8Array {
  const { event, summary } = fields
  return joinBytes([
    doubleField(event.wallTime, wallTime),
    ...(step === 0 ? [] : [varintField(event.step, step)]),
    ...(fileVersion === undefined ? [] : [textField(event.fileVersion, fileVersion)]),
    ...(values.length === 0
      ? []
      : [
          messageField(
            event.summary,
            values.map((value) => messageField(summary.value, encodeValue(value))),
          ),
        ]),
  ])
}

function encodeValue(value: EventValue): readonly Field[] {
  const tag = textField(fields.value.tag, value.tag)
  if ('scalar' in value) return [tag, floatField(fields.value.scalar, value.scalar)]
  if ('image' in value) return [tag, messageField(fields.value.image, encodeImage(value.image))]
  return [tag, messageField(fields.value.histogram, encodeHistogram(value.histogram))]
}

function encodeImage({ width, height, channels, png }: EventImage): readonly Field[] {
  const { image } = fields
  return [
    varintField(image.height, height),
    varintField(image.width, width),
    varintField(image.channels, channels),
    bytesField(image.png, png),
  ]
}

function encodeHistogram(histogram: Histogram): readonly Field[] {
  const numbers = fields.histogram
  return [
    doubleField(numbers.min, histogram.min),
    doubleField(numbers.max, histogram.max),
    doubleField(numbers.count, histogram.count),
    doubleField(numbers.sum, histogram.sum),
    doubleField(numbers.sumOfSquares, histogram.sumOfSquares),
    doublesField(numbers.limits, histogram.limits),
    doublesField(numbers.counts, histogram.counts),
  ]
}
