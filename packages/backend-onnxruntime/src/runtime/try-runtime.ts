import { encodeModel, Graph } from '@potstill/onnx'
import type { Runtime, SessionOptions } from './runtime'
import { Session } from './session'
import { stopName } from './stop'

/** Whether a small graph gives what it should, in the array that it is given. Throws what ONNX Runtime throws. */
export function tryRuntime(runtime: Runtime, options: SessionOptions = {}): boolean {
  const graph = new Graph()
  const x = graph.input('x', [2], 'float32')
  graph.output('y', graph.node('Add', [x, x], x))
  const model = encodeModel(graph, runtime.stops ? { emptySequence: stopName } : {})
  const session = new Session(runtime, model, options, runtime.stops)
  try {
    const answer = new Float32Array(2)
    session.run(
      { x: session.tensor('float32', Float32Array.of(1, -2), [2]) },
      { y: session.tensor('float32', answer, [2]) },
    )
    return answer[0] === 2 && answer[1] === -4
  } finally {
    session.dispose()
  }
}
