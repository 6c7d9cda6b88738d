/**
 * Who computed a kernel: ONNX Runtime, a loop of this package, or the cpu backend; `refused` where that was because ONNX
 * Runtime did not take what it was given.
 */
export type Place = 'onnxruntime' | 'loop' | 'cpu' | 'refused'

/** One call of a kernel. */
export interface KernelCall {
  readonly kernel: string
  readonly place: Place
  readonly milliseconds: number
  /** Of the largest tensor that it was given or gave. */
  readonly elements: number
}

/** Is told of every kernel that runs. */
export interface Recorder {
  add(call: KernelCall): void
}
