import type { FeaturePair, LossInit, Memory, NamedTensors, Shape } from '@potstill/spec'
import { checkPairs } from '../parts/features'
import { inside, merged, prefixed, under, type Connector, type ConnectorContext } from './connector'

/** Shapes of one example. */
export interface PairShapes {
  readonly student: Shape
  readonly teacher: Shape
}

export interface ConnectedPairs {
  /** The pairs, with what the connectors made of the student's side. */
  readonly features: readonly FeaturePair[]
  readonly state: NamedTensors
}

/**
 * A connector for each pair of taps. Tensors of pair i are named `i/…`.
 *
 * `init` throws a PotstillError `losses/features` where there is no pair.
 */
export function perPair(component: string, connectorOf: (shapes: PairShapes) => Connector) {
  return {
    init: ({ shapes: { features }, random }: Pick<LossInit, 'shapes' | 'random'>): Required<Memory> => {
      checkPairs(component, features.length)
      return merged(
        features.map((shapes, index) =>
          under(`${index}`, connectorOf(shapes).init(random.child(`${index}`))),
        ),
      )
    },
    apply: (features: readonly FeaturePair[], context: ConnectorContext): ConnectedPairs => {
      const parts = features.map((pair, index) => {
        const connected = connectorOf(shapesOf(pair)).apply(pair.student, inside(`${index}`, context))
        return {
          pair: { ...pair, student: connected.features },
          state: prefixed(`${index}`, connected.state),
        }
      })
      const states = parts.map(({ state }) => state)
      return {
        features: parts.map(({ pair }) => pair),
        state: Object.assign({}, context.state, ...states) as NamedTensors,
      }
    },
  }
}

/** Shapes of one example of a pair. */
export function shapesOf({ student, teacher }: FeaturePair): PairShapes {
  return { student: student.shape.slice(1), teacher: teacher.shape.slice(1) }
}
