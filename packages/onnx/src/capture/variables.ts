import {
  dispose,
  engine,
  tensor,
  type KernelBackend,
  type Tensor,
  type TypedArray,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { DataId } from './capture-backend'
import { hookEngine } from './engine-hooks'
import { variableFromResult } from './refusals'

/** The registered variables while a function is captured: what they were before, and which came meanwhile. */
export interface WatchedVariables {
  /** The variable whose data, before the capture or when it was made, are these. */
  variableOf(dataId: DataId): Variable | undefined
  /** Variables that were made since the watch began. */
  readonly made: ReadonlySet<Variable>
  /** Those from before that are disposed. */
  disposed(): readonly Variable[]
  /** Variables that have been assigned something else since. */
  assigned(): readonly Variable[]
  /** The numbers that a variable had before, or was made with. */
  before(variable: Variable): TypedArray
  /** Gives every variable back what it had (one that was made: what it was made with). */
  restore(): void
}

/**
 * Watches every registered variable. Where one shares its data with another tensor, it first gets data of its own: data
 * then say which variable they are.
 *
 * @param read the numbers of a variable that is made meanwhile, undefined where they are not known
 */
export function watchVariables(read: (variable: Variable) => TypedArray | undefined): WatchedVariables {
  const before = new Map<Variable, Tensor>()
  const byData = new Map<DataId, Variable>()
  const made = new Set<Variable>()

  const watch = (variable: Variable) => {
    before.set(variable, hold(variable))
    byData.set(variable.dataId, variable)
  }
  for (const variable of Object.values(engine().registeredVariables)) {
    ownData(variable, () => numbersOf(variable))
    watch(variable)
  }

  const unhook = hookEngine('makeVariable', (makeVariable) => (...given) => {
    const variable = makeVariable(...given)
    try {
      ownData(variable, () => read(variable))
    } catch (error) {
      variable.dispose()
      throw error
    }
    watch(variable)
    made.add(variable)
    return variable
  })

  return {
    variableOf: (dataId) => byData.get(dataId),
    made,
    disposed: () => [...before.keys()].filter((variable) => variable.isDisposed && !made.has(variable)),
    assigned: () =>
      [...before].flatMap(([variable, { dataId }]) =>
        !variable.isDisposed && variable.dataId !== dataId ? [variable] : [],
      ),
    before: (variable) => numbersOf(before.get(variable) as Tensor),
    restore: () => {
      unhook()
      for (const [variable, value] of before) {
        if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value)
      }
      dispose([...before.values()])
    },
  }
}

/** A tensor of the same data, which stay where they are: a clone would have them copied or moved on some backends. */
function hold(variable: Variable): Tensor {
  const home = homeOf(variable)
  home.incRef(variable.dataId)
  return engine().keep(engine().makeTensorFromTensorInfo(variable, home))
}

/** Copies the data of a variable that shares them. */
function ownData(variable: Variable, read: () => TypedArray | undefined): void {
  const { dataId, shape, dtype } = variable
  if (homeOf(variable).refCount(dataId) <= 1 || dtype === 'complex64') return
  const values = read()
  if (values === undefined) throw variableFromResult()
  const copy = tensor(values.slice(), shape, dtype)
  variable.assign(copy)
  copy.dispose()
}

/** Read where they are: the engine would ask whether they may be read. */
function numbersOf(tensor: Tensor): TypedArray {
  return homeOf(tensor).readSync(tensor.dataId) as TypedArray
}

function homeOf({ dataId }: Tensor): KernelBackend {
  return engine().state.tensorInfo.get(dataId)?.backend ?? engine().backend
}
