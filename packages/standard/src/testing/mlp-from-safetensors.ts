import { readFileSync } from 'node:fs'
import { float32Values, readSafetensors } from '@potstill/formats'
import { tensor2d, tensor1d, tidy, transpose } from '@tensorflow/tfjs-core'
import { layers, sequential, type Sequential } from '@tensorflow/tfjs-layers'

/** Makes a model of PyTorch's `Linear` layers, whose weights are `[out, in]`, with ReLU between them, on images. */
export function mlpFromSafetensors(file: URL, inputShape: number[]): Sequential {
  const { tensors } = readSafetensors(readFileSync(file))
  const names = Object.keys(tensors)
    .filter((name) => name.endsWith('.weight'))
    .map((name) => name.slice(0, -'.weight'.length))
    .toSorted()
  const model = sequential({ name: 'mlp', layers: [layers.flatten({ inputShape })] })
  for (const [index, name] of names.entries()) {
    const kernel = tensors[`${name}.weight`]!
    const [units, inputs] = kernel.shape as [number, number]
    const isLast = index === names.length - 1
    const dense = layers.dense({
      units,
      activation: isLast ? 'linear' : 'relu',
      name: isLast ? 'logits' : `hidden${index + 1}`,
    })
    model.add(dense)
    tidy(() => {
      const bias = tensor1d(float32Values(tensors[`${name}.bias`]!))
      dense.setWeights([transpose(tensor2d(float32Values(kernel), [units, inputs])), bias])
    })
  }
  return model
}
