/*
 * What both sides of the comparison agree on; torch_bench/data.py and torch_bench/models.py have the same numbers. No
 * TensorFlow.js here: the parent process reads it too.
 */

export const tokens = 64
export const vocabulary = 1000
export const classes = 10

/** Different batches, in rotation. */
export const batchCount = 4

/**
 * Each network: the shape of one example, and what student and teacher are, in words.
 *
 * @type {Readonly<Record<string, { readonly shape: readonly number[], readonly student: string, readonly teacher: string }>>}
 */
export const networks = {
  mlp: { shape: [784], student: '784-1200-1200-10, ReLU', teacher: '784-2400-2400-10' },
  cnn: {
    shape: [28, 28, 1],
    student: '28×28×1: two 3×3 convolutions of 32 and 64 channels, max pooling, dense 128 and 10',
    teacher: 'twice the width: 64, 128, dense 256',
  },
  resnet8: {
    shape: [32, 32, 3],
    student: '32×32×3: resnet8, stages of 16, 32 and 64 channels with batch norm',
    teacher: 'resnet20',
  },
  depthwise: {
    shape: [32, 32, 3],
    student: '32×32×3: stem of 32 channels, four depthwise-separable blocks up to 256 channels, batch norm',
    teacher: 'twice the width',
  },
  transformer: {
    shape: [tokens],
    student: '64 tokens: four encoder layers, width 128, 4 heads, feed-forward 512, layer norm',
    teacher: 'width 256, 8 heads, feed-forward 1024',
  },
}

export const modes = /** @type {const} */ (['train', 'distill'])

/** @typedef {typeof modes[number]} Mode */
