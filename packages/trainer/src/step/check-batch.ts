import { PotstillError, type Batch, type Student } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/** Looks at the values of one batch: labels have to be classes of the student, inputs have to be finite. */
export async function checkBatch(batch: Batch, student: Student): Promise<void> {
  const classes = student.logitsShape.at(-1) ?? 0
  if (batch.labels !== undefined) await checkLabels(batch.labels, classes)
  const inputs = isTensor(batch.inputs) ? { inputs: batch.inputs } : batch.inputs
  for (const [name, tensor] of Object.entries(inputs)) await checkFinite(name, tensor)
}

async function checkLabels(labels: Tensor, classes: number): Promise<void> {
  const values = await labels.data()
  const wrong = values.findIndex((label) => label < 0 || label >= classes || !Number.isInteger(label))
  if (wrong === -1) return
  throw new PotstillError({
    code: 'trainer/label-out-of-range',
    expected: `labels from 0 to ${classes - 1}`,
    received: `${values[wrong]} at place ${wrong} of the batch`,
    fix: 'correct the labels, or build the student for more classes',
  })
}

async function checkFinite(name: string, tensor: Tensor): Promise<void> {
  const values = await tensor.data()
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong === -1) return
  throw new PotstillError({
    code: 'trainer/input-not-finite',
    expected: `${name} of finite numbers`,
    received: `${values[wrong]} in example ${Math.floor((wrong * (tensor.shape[0] ?? 1)) / tensor.size)} of the batch`,
    fix: 'repair or leave out this example',
  })
}

/** Tensors are told from records of tensors by their identity in the engine. */
export function isTensor(value: Batch['inputs']): value is Tensor {
  return 'dataId' in value && 'shape' in value
}
