import type { Histogram } from './histogram'

/** A picture as TensorBoard keeps it. */
export interface EventImage {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha. */
  readonly channels: number
  readonly png: Uint8Array
}

/** One value under a tag; `/` in a tag makes a group. */
export type EventValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly image: EventImage }
  | { readonly tag: string; readonly histogram: Histogram }

/** An entry of a TensorBoard event file. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number
  /** Default: 0. */
  readonly step?: number
  /** Of the format: only in a file's first event, as `brain.Event:2`. */
  readonly fileVersion?: string
  /** Default: none. */
  readonly values?: readonly EventValue[]
}

/** Field numbers of tensorflow/core/util/event.proto and of tensorflow/core/framework/{summary,histogram}.proto. */
export const fields = {
  event: { wallTime: 1, step: 2, fileVersion: 3, summary: 5 },
  summary: { value: 1 },
  value: { tag: 1, scalar: 2, image: 4, histogram: 5 },
  image: { height: 1, width: 2, channels: 3, png: 4 },
  histogram: { min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, limits: 6, counts: 7 },
} as const
