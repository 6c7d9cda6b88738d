import { PotstillError, type Inputs, type InputShape } from '@potstill/spec'
import { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { batchShape, exampleShape } from './example-shape'
import type { Speaker } from './speaker'

/** The shape of one example's inputs: by name where the model has several. */
export function modelInputShape(model: LayersModel): InputShape {
  const [only, ...others] = model.inputs
  if (only !== undefined && others.length === 0) return exampleShape(only.shape)
  return Object.fromEntries(model.inputs.map((input) => [inputName(input), exampleShape(input.shape)]))
}

/**
 * The tensors a model reads, in the order of its inputs. Entries of a record that the model has no input for are left
 * out: another network may read them. Throws a PotstillError where one is missing or has the wrong shape.
 */
export function modelInputs(model: LayersModel, inputs: Inputs, speaker: Speaker): Tensor[] {
  const single = inputs instanceof Tensor
  if (single && model.inputs.length > 1) {
    throw wrongInputs(speaker, `inputs by name: ${model.inputs.map(inputName).join(', ')}`, 'one tensor')
  }
  return model.inputs.map((input) => {
    const { shape } = input
    const name = inputName(input)
    const tensor = single ? inputs : inputs[name]
    if (tensor === undefined) {
      throw wrongInputs(speaker, `an input named ${name}`, `inputs named ${Object.keys(inputs).join(', ')}`)
    }
    const fits =
      tensor.shape.length === shape.length &&
      tensor.shape.every((size, axis) => axis === 0 || shape[axis] === null || shape[axis] === size)
    if (!fits) {
      const expected = `${single ? 'inputs' : `an input ${name}`} of shape ${batchShape(shape)}`
      throw wrongInputs(speaker, expected, `[${tensor.shape.join(', ')}]`)
    }
    return tensor
  })
}

/** A sequential model has no `inputNames` until it is built; its inputs know their names at once. */
function inputName({ sourceLayer }: SymbolicTensor): string {
  return sourceLayer.name
}

function wrongInputs(speaker: Speaker, expected: string, received: string): PotstillError {
  const { area, component, inputsFix } = speaker
  return new PotstillError({ code: `${area}/inputs`, component, expected, received, fix: inputsFix })
}
