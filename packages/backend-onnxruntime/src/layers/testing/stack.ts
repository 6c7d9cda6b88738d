import { layers, sequential } from '@tensorflow/tfjs-layers'
import type { Task } from './task'

export type Layer = Parameters<ReturnType<typeof sequential>['add']>[0]

/** A network that ends in three numbers: what is before is flattened where it is no vector. The first layer says the shape of the inputs. */
export function stack(
  native: readonly string[],
  make: () => readonly Layer[],
  more: Partial<Task> = {},
): Task {
  return {
    network: () => {
      const network = sequential({ layers: [...make()] })
      if (network.outputs[0]!.shape.length > 2) network.add(layers.flatten())
      network.add(layers.dense({ units: 3 }))
      return network
    },
    native,
    ...more,
  }
}
