import type { Memory, NamedTensors, Random } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

export interface ConnectorContext {
  /** Values of `init`'s `trainable`. */
  readonly variables: NamedTensors
  /** Values of `init`'s `state`. */
  readonly state: NamedTensors
  /** Whether batch statistics are taken, and remembered. */
  readonly training: boolean
}

export interface Connected {
  readonly features: Tensor
  /** All of the next state, the same tensors where nothing changed. */
  readonly state: NamedTensors
}

/**
 * A small network between the student's features and the teacher's. It is made from shapes, so a loss makes it once for `init` and again
 * for each step; what it learns is the host's to keep.
 */
export interface Connector {
  init(random: Random): Memory
  apply(features: Tensor, context: ConnectorContext): Connected
}

/** A connector with nothing to learn or to remember. */
export function plain(change: (features: Tensor) => Tensor): Connector {
  return {
    init: () => ({}),
    apply: (features, { state }) => ({ features: change(features), state }),
  }
}

/** One connector after the other; the names stand before those of their tensors, as `name/tensor`. */
export function inTurn(parts: Readonly<Record<string, Connector>>): Connector {
  return {
    init: (random) =>
      merged(Object.entries(parts).map(([name, part]) => under(name, part.init(random.child(name))))),
    apply: (features, context) =>
      Object.entries(parts).reduce<Connected>(
        (sofar, [name, part]) => {
          const { features: next, state } = part.apply(sofar.features, inside(name, context))
          return { features: next, state: { ...sofar.state, ...prefixed(name, state) } }
        },
        { features, state: context.state },
      ),
  }
}

/** A memory with every name under `name/`. */
export function under(name: string, { trainable = {}, state = {} }: Memory): Memory {
  return { trainable: prefixed(name, trainable), state: prefixed(name, state) }
}

/** What a connector under `name/` sees of a context. */
export function inside(name: string, { variables, state, training }: ConnectorContext): ConnectorContext {
  return { variables: stripped(name, variables), state: stripped(name, state), training }
}

/** Several memories, whose names differ, as one. */
export function merged(memories: readonly Memory[]): Required<Memory> {
  return {
    trainable: Object.assign({}, ...memories.map(({ trainable }) => trainable)) as NamedTensors,
    state: Object.assign({}, ...memories.map(({ state }) => state)) as NamedTensors,
  }
}

/** Tensors with every name under `name/`. */
export function prefixed(name: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([own, value]) => [`${name}/${own}`, value]))
}

function stripped(name: string, tensors: NamedTensors): NamedTensors {
  const start = `${name}/`
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([whole, value]) =>
      whole.startsWith(start) ? [[whole.slice(start.length), value]] : [],
    ),
  )
}
