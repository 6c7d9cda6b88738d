import type { GraphNode } from '../graph/graph'
import { layChannelDot, layChannelScale, layChannelSum } from './channels'
import { layConvolution } from './convolution'
import { layFilterGradient } from './filter-gradient'
import type { LaidOut } from './forms'
import { layInputGradient } from './input-gradient'
import { layAveragePoolGradient, layInterleave, layMaxPoolGradient, layPool } from './pool'

/** Says a composite node in operations that fit the forms of its inputs. */
export type Expansion = (laid: LaidOut, node: GraphNode) => void

export const expansions: Readonly<Record<string, Expansion>> = {
  Convolution: layConvolution,
  ConvolutionFilterGradient: layFilterGradient,
  ConvolutionInputGradient: layInputGradient,
  MaxPool: layPool,
  AveragePool: layPool,
  MaxPoolGradient: layMaxPoolGradient,
  AveragePoolGradient: layAveragePoolGradient,
  Interleave: layInterleave,
  ChannelScale: layChannelScale,
  ChannelSum: layChannelSum,
  ChannelDot: layChannelDot,
}
