import type { Variable } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { valueType, type Value } from '../value'
import type { DataId } from './capture-backend'
import { noGraphType } from './refusals'
import type { WatchedVariables } from './variables'

/** The inputs of a graph that stand for variables. Each is made when the function first reads its variable. */
export class VariableInputs {
  readonly #graph: Graph
  readonly #variables: WatchedVariables
  readonly #inputs = new Map<Variable, Value>()

  constructor(graph: Graph, variables: WatchedVariables) {
    this.#graph = graph
    this.#variables = variables
  }

  /** The input of the variable that had these data before; undefined where no variable had. */
  of(dataId: DataId): Value | undefined {
    const variable = this.#variables.variableOf(dataId)
    return variable === undefined ? undefined : this.#inputOf(variable)
  }

  variableBehind(input: Value): Variable | undefined {
    for (const [variable, known] of this.#inputs) if (known === input) return variable
    return undefined
  }

  entries(): Iterable<readonly [Variable, Value]> {
    return this.#inputs
  }

  #inputOf(variable: Variable): Value {
    const known = this.#inputs.get(variable)
    if (known !== undefined) return known
    const type = valueType(variable.dtype)
    if (type === undefined) throw noGraphType(variable.dtype)
    const input = this.#graph.input(`v${this.#inputs.size}`, variable.shape, type)
    this.#inputs.set(variable, input)
    return input
  }
}
