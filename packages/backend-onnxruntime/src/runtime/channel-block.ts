import { encodeModel, Graph, type Value } from '@potstill/onnx'
import type { Runtime } from './runtime'

/** The domain of ONNX Runtime's own operations on images whose channels lie in blocks; it is not part of ONNX. */
const domain = 'com.microsoft.nchwc'

/** No block is larger than this, and each divides it. */
const channels = 64

const found = new WeakMap<Runtime, number | undefined>()

/**
 * How many channels ONNX Runtime's own convolutions take as a block on this processor. Undefined where it has none, or
 * where they are not what is known of 1.20 to 1.30.
 */
export function channelBlock(runtime: Runtime): number | undefined {
  if (!found.has(runtime)) found.set(runtime, probe(runtime))
  return found.get(runtime)
}

function probe(runtime: Runtime): number | undefined {
  try {
    const block = blockOf(runtime)
    return block !== undefined && block > 1 && convolves(runtime, block) ? block : undefined
  } catch {
    return undefined
  }
}

/** Blocks a pixel of one channel after the other: what is between channel 0 and what is known to be its neighbour. */
function blockOf(runtime: Runtime): number | undefined {
  const image = Float32Array.from({ length: 2 * channels }, (_, index) => index)
  // Two pixels: channel c of pixel p is number 2c + p before, and (c − c mod b)·2 + p·b + c mod b after.
  const blocked = run(runtime, image, (graph, x) => graph.node('ReorderInput', [x], x, { domain }))
  const block = blocked.indexOf(1)
  const expected = (index: number) => {
    const [pixel, channel] = [
      Math.floor(index / block) % 2,
      Math.floor(index / (2 * block)) * block + (index % block),
    ]
    return 2 * channel + pixel
  }
  return blocked.every((value, index) => value === expected(index)) ? block : undefined
}

/** Whether a convolution of each pixel by itself, with bias, addend and ReLU, gives what it has to give. */
function convolves(runtime: Runtime, block: number): boolean {
  const image = Float32Array.from({ length: 2 * channels }, (_, index) => (index % 5) - 2)
  const bias = Float32Array.from({ length: channels }, (_, channel) => channel % 3)
  // Each channel is the sum of itself and the one before.
  const filter = Float32Array.from({ length: channels ** 2 }, (_, place) => {
    const [tile, within] = [Math.floor(place / block ** 2), place % block ** 2]
    const blocks = channels / block
    const to = Math.floor(tile / blocks) * block + (within % block)
    const from = (tile % blocks) * block + Math.floor(within / block)
    return Number(to === from || to === from + 1)
  })
  const result = run(runtime, image, (graph, x) => {
    const blocked = graph.node('ReorderInput', [x], x, { domain })
    const weights = graph.constant(filter, [channels, channels, 1, 1], 'float32')
    const biases = graph.constant(bias, [channels], 'float32')
    const attributes = { kernel_shape: [1, 1], activation: 'Relu' }
    const sum = graph.node('Conv', [blocked, weights, biases, blocked], x, { domain, attributes })
    return graph.node('ReorderOutput', [sum], x, { domain, attributes: { channels } })
  })
  return result.every((value, index) => {
    const [channel, own] = [Math.floor(index / 2), image[index] as number]
    const before = channel === 0 ? 0 : (image[index - 2] as number)
    return value === Math.max(0, own + before + (bias[channel] as number) + own)
  })
}

function run(
  { Session, Tensor }: Runtime,
  image: Float32Array,
  build: (graph: Graph, x: Value) => Value,
): Float32Array {
  const graph = new Graph()
  const shape = [1, channels, 1, 2]
  graph.output('y', build(graph, graph.input('x', shape, 'float32')))
  const model = encodeModel(graph)
  const session = new Session()
  try {
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    })
    const result = new Float32Array(image.length)
    session.run({ x: new Tensor('float32', image, shape) }, { y: new Tensor('float32', result, shape) }, {})
    return result
  } finally {
    session.dispose?.()
  }
}
