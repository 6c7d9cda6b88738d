import { PotstillError, type NamedTensors } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/** The slot of that name, which `init` made. */
export function slot(slots: NamedTensors, name: string): Tensor {
  const found = slots[name]
  if (found !== undefined) return found
  throw new PotstillError({
    code: 'trainer/missing-slot',
    expected: `an optimizer slot named ${name}`,
    received: Object.keys(slots).join(', ') || 'no slots',
    fix: 'pass the slots that the same optimizer made with init',
  })
}
