import { engine, tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { GivenGradients, SlotList, Update } from './update-rule'

interface Change {
  readonly name: string
  readonly value: Variable
  readonly gradient: Tensor | undefined
}

/**
 * Updates every variable that has a gradient, in one pass each: over the old value where nobody else has it, into another
 * array where someone does. False where something is not as the loop needs it, with nothing changed.
 */
export function applyUpdate(backend: OnnxruntimeBackend, update: Update, gradients: GivenGradients): boolean {
  const changes = changesOf(gradients)
  if (changes === undefined || !changes.every((change, index) => fits(change, index, update))) return false
  changes.forEach((change, index) => {
    const slots = update.slotLists.map((list) => slotAt(list, index, change))
    if (change.gradient !== undefined) pass(backend, update, change.gradient, [change.value, ...slots])
  })
  update.finish?.()
  return true
}

function changesOf(gradients: GivenGradients): readonly Change[] | undefined {
  const named = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients)
  const changes = named.map(([name, gradient]) => ({
    name,
    value: engine().registeredVariables[name],
    gradient: (gradient as Tensor | null | undefined) ?? undefined,
  }))
  return changes.every((change): change is Change => change.value !== undefined) ? changes : undefined
}

function fits({ value, gradient }: Change, index: number, { slotLists }: Update): boolean {
  const alike = ({ dtype, shape }: Tensor) => dtype === 'float32' && shape.join() === value.shape.join()
  const slots = slotLists.flatMap(({ slots }) => slots[index]?.variable ?? [])
  return [value, ...slots, ...(gradient === undefined ? [] : [gradient])].every(alike)
}

function slotAt({ slots, suffix, initial }: SlotList, index: number, { name, value }: Change): Variable {
  const slot = (slots[index] ??= {
    originalName: `${name}/${suffix}`,
    variable: tidy(() => initial(value).variable(false)),
  })
  return slot.variable
}

/** Reads the first variable, the gradient and the other variables; gives each variable what the loop wrote. */
function pass(
  backend: OnnxruntimeBackend,
  { loop, numbers }: Update,
  gradient: Tensor,
  [value, ...slots]: readonly [Variable, ...Variable[]],
): void {
  const variables = [value, ...slots]
  const arrays = [value, gradient, ...slots].map((tensor) => backend.floatsOf(tensor))
  const results = variables.map((variable) => backend.takeOver(variable) ?? backend.takeFloats(variable.size))
  loop(arrays, numbers, results)
  variables.forEach((variable, index) => {
    const info = backend.floatResult(variable.shape, results[index] as Float32Array)
    const next = engine().makeTensorFromTensorInfo(info, backend)
    variable.assign(next)
    next.dispose()
  })
}
