import { initializers } from '@tensorflow/tfjs-layers'
import { layerSeed } from './layer-seed'

/** Activations that an architecture's `activation` option may name. */
export const activations = ['relu', 'elu', 'gelu', 'swish', 'tanh', 'sigmoid'] as const

export type Activation = (typeof activations)[number]

const saturating: readonly string[] = ['linear', 'tanh', 'sigmoid']

/**
 * Initial weights of a layer, decided by the student's seed and the layer's name alone.
 *
 * He uniform, U(±√(6 / fanIn)), where a rectifier or one of its smooth relatives follows (He et al. 2015,
 * arXiv:1502.01852, eq. 10); Glorot uniform, U(±√(6 / (fanIn + fanOut))), before tanh, sigmoid and for logits (Glorot &
 * Bengio 2010, eq. 16). Uniform, since sampling it needs no function whose rounding may differ between machines.
 */
export function kernelInitializer(seed: number, layer: string, activation: Activation | 'linear') {
  const config = { seed: layerSeed(seed, layer) }
  return saturating.includes(activation) ? initializers.glorotUniform(config) : initializers.heUniform(config)
}
