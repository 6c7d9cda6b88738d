import {
  clone,
  dispose,
  engine,
  keep,
  tensor,
  type Tensor,
  type TypedArray,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { DataId } from './capture-backend'

/** The registered variables while a function is captured: what they were before, and which came meanwhile. */
export interface WatchedVariables {
  /** The variable whose data, before the capture or when it was made, are these. */
  variableOf(dataId: DataId): Variable | undefined
  /** Variables that were made since the watch began. */
  readonly made: readonly Variable[]
  /** Variables that have been assigned something else since. */
  assigned(): readonly Variable[]
  /** Gives every variable back what it had (one that was made: what it was made with). */
  restore(): void
}

/**
 * Watches every registered variable. Where one shares its data with another tensor, it first gets data of its own: data
 * then say which variable they are.
 *
 * @param read the numbers of a variable that is made meanwhile
 */
export function watchVariables(read: (dataId: DataId) => TypedArray): WatchedVariables {
  const before = new Map<Variable, Tensor>()
  const byData = new Map<DataId, Variable>()
  const made: Variable[] = []

  const watch = (variable: Variable) => {
    before.set(variable, keep(clone(variable)))
    byData.set(variable.dataId, variable)
  }
  const registered = Object.values(engine().registeredVariables)
  for (const variable of registered) ownData(variable, (dataId) => engine().readSync(dataId) as TypedArray)
  for (const variable of registered) watch(variable)

  const owner = engine()
  const makeVariable = owner.makeVariable.bind(owner)
  owner.makeVariable = (...given) => {
    const variable = makeVariable(...given)
    ownData(variable, read)
    watch(variable)
    made.push(variable)
    return variable
  }

  return {
    variableOf: (dataId) => byData.get(dataId),
    made,
    assigned: () =>
      [...before].flatMap(([variable, { dataId }]) =>
        !variable.isDisposed && variable.dataId !== dataId ? [variable] : [],
      ),
    restore: () => {
      Reflect.deleteProperty(owner, 'makeVariable')
      for (const [variable, value] of before) {
        if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value)
      }
      dispose([...before.values()])
    },
  }
}

/** Copies the data of a variable that shares them. */
function ownData(variable: Variable, read: (dataId: DataId) => TypedArray): void {
  const { dataId, shape, dtype } = variable
  const home = engine().state.tensorInfo.get(dataId)?.backend ?? engine().backend
  if (home.refCount(dataId) <= 1) return
  const copy = tensor(read(dataId).slice(), shape, dtype)
  variable.assign(copy)
  copy.dispose()
}
