import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encodeModel } from '../encode/encode-model'
import { Graph } from '../graph/graph'

/** How many channels are a block for ONNX Runtime's own convolutions on this machine. */
export async function blockSize(): Promise<number> {
  const graph = new Graph()
  const x = graph.input('x', [1, 4, 1, 1], 'float32')
  graph.output('y', graph.node('ReorderInput', [x], x, { domain: 'com.microsoft.nchwc' }))
  const session = await InferenceSession.create(encodeModel(graph, { sizes: 'ranks' }))
  try {
    const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) })
    return (y as Tensor).dims[1] as number
  } finally {
    await session.release()
  }
}
