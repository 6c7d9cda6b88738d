import { PotstillError } from '@potstill/spec'
import { LayersModel, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { nearestNames } from './nearest-names'

/** Layers by the name of the tap, or every layer under its own name. */
export type TapChoice = Readonly<Record<string, string>> | 'all'

/**
 * Finds the outputs of the tapped layers. Layers that are inputs, that have several outputs or that are applied several
 * times cannot be taps: `'all'` leaves them out, and the model's output too; naming one throws a PotstillError.
 */
export function modelTaps(
  model: LayersModel,
  choice: TapChoice,
  component: string,
): ReadonlyMap<string, SymbolicTensor> {
  const outputs = new Map<string, SymbolicTensor>()
  for (const layer of model.layers) {
    const output = onlyOutput(layer)
    if (output !== undefined) outputs.set(layer.name, output)
  }
  if (choice === 'all') {
    return new Map([...outputs].filter(([, output]) => !model.outputs.includes(output)))
  }
  return new Map(
    Object.entries(choice).map(([tap, layer]) => {
      const output = outputs.get(layer)
      if (output !== undefined) return [tap, output]
      const exists = model.layers.some(({ name }) => name === layer)
      throw new PotstillError({
        code: 'teachers/unknown-layer-name',
        component,
        expected: `a layer with one output, applied once, for the tap ${tap}`,
        received: exists
          ? `${layer}, which is an input, has several outputs, or is applied several times`
          : layer,
        fix: `use one of ${nearestNames(layer, [...outputs.keys()]).join(', ')}`,
      })
    }),
  )
}

/** Throws a PotstillError that names the nearest taps where one of the wanted is unknown. */
export function checkTaps(wanted: readonly string[], taps: readonly string[], component: string): void {
  const unknown = wanted.find((tap) => !taps.includes(tap))
  if (unknown === undefined) return
  throw new PotstillError({
    code: 'teachers/unknown-tap',
    component,
    expected: 'the name of a tap',
    received: unknown,
    fix:
      taps.length === 0 ? 'this teacher has no taps' : `use one of ${nearestNames(unknown, taps).join(', ')}`,
  })
}

/** A nested model has a first node of its own, before the one that its use inside the other model makes. */
function onlyOutput(layer: layers.Layer): SymbolicTensor | undefined {
  if (layer.getClassName() === 'InputLayer') return undefined
  const node = layer instanceof LayersModel ? 1 : 0
  if (layer.inboundNodes.length !== node + 1) return undefined
  const output = layer.getOutputAt(node)
  return Array.isArray(output) ? undefined : output
}
