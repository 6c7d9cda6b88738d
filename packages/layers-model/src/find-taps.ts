import { nearestNames, PotstillError } from '@potstill/spec'
import { LayersModel, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { Speaker } from './speaker'

/** Layers by the name of the tap, or every layer under its own name. */
export type TapChoice = Readonly<Record<string, string>> | 'all'

/**
 * Finds the outputs of the tapped layers. Layers that are inputs, that have several outputs or that are applied several
 * times cannot be taps: `'all'` leaves them out, and the answer too; naming one throws a PotstillError.
 */
export function findTaps(
  model: LayersModel,
  answer: SymbolicTensor,
  choice: TapChoice,
  speaker: Speaker,
): ReadonlyMap<string, SymbolicTensor> {
  const outputs = new Map<string, SymbolicTensor>()
  for (const layer of model.layers) {
    const output = onlyOutput(layer)
    if (output !== undefined) outputs.set(layer.name, output)
  }
  if (choice === 'all') {
    const answers = new Set([answer, ...model.outputs])
    return new Map([...outputs].filter(([, output]) => !answers.has(output)))
  }
  return new Map(
    Object.entries(choice).map(([tap, layer]) => {
      const output = outputs.get(layer)
      if (output === undefined) throw noSuchLayer(tap, layer, model, [...outputs.keys()], speaker)
      return [tap, output]
    }),
  )
}

/** Throws a PotstillError (`unknown-tap`) that names the nearest taps where one of the wanted is not among the known. */
export function checkTaps(
  wanted: readonly string[],
  known: readonly string[],
  { area, component }: Omit<Speaker, 'inputsFix'>,
): void {
  const unknown = wanted.find((tap) => !known.includes(tap))
  if (unknown === undefined) return
  throw new PotstillError({
    code: `${area}/unknown-tap`,
    component,
    expected: 'the name of a tap',
    received: unknown,
    fix:
      known.length === 0
        ? `ask for none: ${component} has no taps`
        : `use one of ${nearestNames(unknown, known).join(', ')}`,
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

function noSuchLayer(
  tap: string,
  layer: string,
  model: LayersModel,
  tappable: readonly string[],
  { area, component }: Speaker,
): PotstillError {
  const exists = model.layers.some(({ name }) => name === layer)
  return new PotstillError({
    code: `${area}/unknown-layer`,
    component,
    expected: `a layer with one output, applied once, for the tap ${tap}`,
    received: exists
      ? `${layer}, which is an input, has several outputs, or is applied several times`
      : layer,
    fix: `use one of ${nearestNames(layer, tappable).join(', ')}`,
  })
}
