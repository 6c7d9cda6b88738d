import type { NativeSession, NativeTensor, NativeTensors, SessionOptions } from '../runtime/runtime'

/** A file of a package, or an error that its import ends with. */
export type FakeFile = object | Error

/** What a fake of ONNX Runtime was asked for. */
export interface Asked {
  readonly options: SessionOptions[]
  started: number
  disposed: number
}

class FakeTensor implements NativeTensor {
  readonly type: string
  readonly data: Float32Array
  readonly dims: readonly number[]

  constructor(type: string, data: unknown, dims: readonly number[]) {
    this.type = type
    this.data = data as Float32Array
    this.dims = dims
  }
}

export interface FakeOptions {
  /** What is done to the results, in place. Default: twice the first input, as the loader's trial expects. */
  readonly run?: (feeds: NativeTensors, fetches: NativeTensors) => void
  readonly loadModel?: (options: SessionOptions) => void
}

const twice = (feeds: NativeTensors, fetches: NativeTensors) => {
  const [input] = Object.values(feeds) as FakeTensor[]
  for (const output of Object.values(fetches) as FakeTensor[]) {
    output.data.set(input === undefined ? [] : input.data.map((value) => 2 * value))
  }
}

/** A stand-in of ONNX Runtime's package that doubles whatever it is given. */
export function fakeOnnxruntime({ run = twice, loadModel = () => undefined }: FakeOptions = {}) {
  const asked: Asked = { options: [], started: 0, disposed: 0 }
  class FakeSession implements NativeSession {
    loadModel(...[, , , options]: Parameters<NativeSession['loadModel']>): void {
      asked.options.push(options)
      loadModel(options)
    }

    run(feeds: NativeTensors, fetches: NativeTensors): NativeTensors {
      run(feeds, fetches)
      return fetches
    }

    dispose(): void {
      asked.disposed++
    }
  }
  return {
    asked,
    runtime: { version: '1.99.0', stops: false, Session: FakeSession, Tensor: FakeTensor },
    api: { Tensor: FakeTensor, env: { versions: { node: '1.99.0' } } },
    binding: { binding: { InferenceSession: FakeSession }, initOrt: () => void asked.started++ },
  }
}

/** An `import()` of these files alone. */
export function importFakes(files: Readonly<Record<string, FakeFile>>) {
  return async (specifier: string): Promise<unknown> => {
    const file = files[specifier]
    if (file instanceof Error) throw file
    if (file !== undefined) return file
    throw Object.assign(new Error(`Cannot find package '${specifier}' imported from /app/index.js`), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
  }
}
