import type { EpochEnd, Json } from '@potstill/spec'
import type { MeanSums } from '../loop/epoch-means'
import type { PlainValue } from './plain-options'

export interface CallbackState {
  readonly name: string
  /** Among the callbacks of that name, counted from 0. */
  readonly index: number
  readonly state: Json
}

/** Where a run stands, beside what its variables hold. */
export interface RunState {
  /** Steps taken. */
  readonly step: number
  /** The epoch in progress, counted from 0. */
  readonly epoch: number
  /** Steps taken of it. */
  readonly stepsInEpoch: number
  readonly seconds: number
  /** Of the epochs that have ended. */
  readonly history: readonly Omit<EpochEnd, 'run'>[]
  /** Of the epoch in progress, where a step of it was taken. */
  readonly partial?: { readonly sums: MeanSums; readonly seconds: number }
  readonly best?: { readonly epoch: number; readonly accuracy: number }
  /** Why a callback had asked for a stop: such a run is over. One that was interrupted from outside goes on. */
  readonly stopped?: string
  readonly callbacks: readonly CallbackState[]
}

/** What has to be the same for a run to go on. */
export interface RunSettings {
  readonly seed: number
  readonly batchSize: number
  readonly accumulate: number
  readonly shuffle: boolean
  readonly optimizer: string
  readonly terms: readonly string[]
}

/** What a run is set to, as far as can be told: with other numbers it goes on, and is another run. */
export interface RunNumbers {
  /** Steps at which curves are read. */
  readonly at: readonly number[]
  /** By name, at each of those steps; one number where it is the same at all. */
  readonly curves: Readonly<Record<string, number | readonly number[]>>
  /** Options of losses, temperatures and the optimizer, bounds, patterns and the like, by path. */
  readonly plain: Readonly<Record<string, PlainValue>>
}

export interface TensorInfo {
  readonly dtype: string
  readonly shape: readonly number[]
}

export interface FileInfo {
  readonly bytes: number
  readonly sha256: string
}

/** What `manifest.json` says. It is written last: where it is whole, the checkpoint is. */
export interface Manifest {
  readonly format: typeof checkpointFormat
  readonly version: typeof checkpointVersion
  readonly settings: RunSettings
  readonly numbers: RunNumbers
  readonly state: RunState
  readonly tensors: Readonly<Record<string, TensorInfo>>
  readonly files: Readonly<Record<string, FileInfo>>
}

export const checkpointFormat = 'potstill-checkpoint'
export const checkpointVersion = 1
export const tensorFile = 'tensors.safetensors'
export const manifestFile = 'manifest.json'
