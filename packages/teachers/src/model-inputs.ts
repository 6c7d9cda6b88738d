import { PotstillError, type Inputs, type Shape } from '@potstill/spec'
import { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, Shape as LayersShape } from '@tensorflow/tfjs-layers'

/** The shape of one example, without the batch axis; -1 where any size will do. */
export function exampleShape(shape: LayersShape): Shape {
  return shape.slice(1).map((size) => size ?? -1)
}

/**
 * The tensors a model reads, in the order of its inputs. Entries of a record that the model has no input for are left
 * out: another network may read them. Throws a PotstillError where one is missing or has the wrong shape.
 */
export function modelInputs(model: LayersModel, inputs: Inputs, component: string): Tensor[] {
  const single = inputs instanceof Tensor
  if (single && model.inputs.length > 1) {
    throw wrongInputs(component, `inputs by name: ${model.inputNames.join(', ')}`, 'one tensor')
  }
  return model.inputs.map(({ shape }, index) => {
    const name = model.inputNames[index] ?? String(index)
    const tensor = single ? inputs : inputs[name]
    if (tensor === undefined) {
      throw wrongInputs(component, `an input named ${name}`, `inputs named ${Object.keys(inputs).join(', ')}`)
    }
    const fits =
      tensor.shape.length === shape.length &&
      tensor.shape.every((size, axis) => axis === 0 || shape[axis] === null || shape[axis] === size)
    if (!fits) {
      const expected = `${single ? 'inputs' : `an input ${name}`} of shape ${batchShape(shape)}`
      throw wrongInputs(component, expected, `[${tensor.shape.join(', ')}]`)
    }
    return tensor
  })
}

/** A shape as people write it: `[B, 28, 28, 1]`. */
export function batchShape(shape: LayersShape): string {
  return `[${['B', ...exampleShape(shape).map((size) => (size === -1 ? 'any' : size))].join(', ')}]`
}

function wrongInputs(component: string, expected: string, received: string): PotstillError {
  return new PotstillError({
    code: 'teachers/inputs',
    component,
    expected,
    received,
    fix: "give batches `teacherInputs` that fit, where the teacher's inputs differ from the student's",
  })
}
