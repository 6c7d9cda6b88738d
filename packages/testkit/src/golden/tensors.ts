import { tensor, type Tensor } from '@tensorflow/tfjs-core'
import type { GoldenTensor } from './golden-case'

export function floats({ shape, data }: GoldenTensor): Tensor {
  return tensor([...data], [...shape], 'float32')
}

export function integers(values: unknown): Tensor {
  return tensor(values as number[], undefined, 'int32')
}

export function asGolden(value: Tensor): GoldenTensor {
  return { shape: [...value.shape], data: [...value.dataSync()] }
}

export function isGoldenTensor(value: unknown): value is GoldenTensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value
}
