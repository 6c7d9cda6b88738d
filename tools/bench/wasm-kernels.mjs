import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { registerWasmKernels } from '@potstill/backend'

/*
 * What `registerWasmKernels` brings, as ratios: a product with a transposed operand beside TensorFlow.js's own on wasm, and
 * the gradient of a convolution by its filter, which wasm lacks, beside that of the cpu backend. Both sides of a pair take
 * turns; the ratio is that of their medians, and in brackets stand the quartiles of the single ratios.
 *
 *     npm run build && node tools/bench/wasm-kernels.mjs
 */

const repeats = 15

await tf.setBackend('wasm')
const stock = tf.getKernel('BatchMatMul', 'wasm')
registerWasmKernels()
const ours = tf.getKernel('BatchMatMul', 'wasm')

console.log('aᵀ·b, a [B, n], b [B, n]: the gradient of a dense layer by its kernel')
for (const [batch, units] of [
  [32, 32],
  [128, 128],
  [128, 512],
  [128, 1200],
]) {
  const operands = [tf.randomNormal([1, batch, units]), tf.randomNormal([1, batch, units])]
  const product = (kernel) => () => {
    const [a, b] = operands
    const { dataId } = kernel.kernelFunc({
      inputs: { a, b },
      attrs: { transposeA: true, transposeB: false },
      backend: tf.backend(),
    })
    tf.backend().disposeData(dataId)
  }
  report(`B ${batch}, n ${units}`, compare(product(stock), product(ours)), 'stock wasm')
  tf.dispose(operands)
}

console.log('\ngradient of a 3×3 convolution by its filter, [B, s, s, c] → c channels')
for (const [batch, size, channels] of [
  [16, 14, 16],
  [16, 28, 16],
]) {
  const shapes = [
    [batch, size, size, channels],
    [batch, size, size, channels],
  ]
  const on = {}
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend)
    const [x, dy] = shapes.map((shape) => tf.randomNormal(shape))
    on[backend] = await gradientOn(backend, x, dy, channels)
  }
  report(`B ${batch}, s ${size}, c ${channels}`, compare(on.cpu, on.wasm, 3), 'cpu')
}

/** The kernel itself, without the engine: both backends can then take turns. */
async function gradientOn(name, x, dy, channels) {
  const backend = tf.backend()
  const kernel = tf.getKernel('Conv2DBackpropFilter', name)
  const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dimRoundingMode: undefined }
  const filterShape = [3, 3, channels, channels]
  return () => {
    const { dataId } = kernel.kernelFunc({ inputs: { x, dy }, attrs: { ...attrs, filterShape }, backend })
    backend.disposeData(dataId)
  }
}

function compare(peer, own, times = repeats) {
  for (const run of [peer, own]) run()
  const pairs = Array.from({ length: times }, () => [milliseconds(peer), milliseconds(own)])
  const ratios = pairs.map(([theirs, mine]) => theirs / mine).toSorted((a, b) => a - b)
  const [theirs, mine] = [0, 1].map((side) => median(pairs.map((pair) => pair[side])))
  return { theirs, mine, ratio: theirs / mine, low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) }
}

function report(what, { theirs, mine, ratio, low, high }, peer) {
  const spread = `[${low.toFixed(1)}, ${high.toFixed(1)}]`
  console.log(
    `  ${what.padEnd(18)} ${peer} ${theirs.toFixed(2)} ms, potstill ${mine.toFixed(2)} ms: ${ratio.toFixed(1)}× ${spread}`,
  )
}

function milliseconds(run) {
  const started = performance.now()
  run()
  return performance.now() - started
}

function median(values) {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
