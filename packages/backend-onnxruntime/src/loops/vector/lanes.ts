import type { VectorOperation } from './instructions'

/** Where numbers come from: one per element of an array, one for all elements, or one that never changes. */
export type Source =
  | { readonly kind: 'array'; readonly index: number }
  | { readonly kind: 'number'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: number }

/**
 * A float32 expression, computed once for every element of some arrays. Each operation rounds to float32, like a kernel
 * of TensorFlow.js that writes its result to a Float32Array: an expression and the kernels one after another give the
 * same numbers.
 */
export class Lanes {
  readonly source: Source | undefined
  readonly operation: VectorOperation | undefined
  readonly operands: readonly Lanes[]

  private constructor(
    given: { source: Source } | { operation: VectorOperation; operands: readonly Lanes[] },
  ) {
    this.source = 'source' in given ? given.source : undefined
    this.operation = 'operation' in given ? given.operation : undefined
    this.operands = 'operands' in given ? given.operands : []
  }

  static of(source: Source): Lanes {
    return new Lanes({ source })
  }

  static constant(value: number): Lanes {
    return Lanes.of({ kind: 'constant', value })
  }

  plus(other: Operand): Lanes {
    return this.#with('add', other)
  }

  minus(other: Operand): Lanes {
    return this.#with('sub', other)
  }

  times(other: Operand): Lanes {
    return this.#with('mul', other)
  }

  over(other: Operand): Lanes {
    return this.#with('div', other)
  }

  /** NaN where either is NaN, as Math.max. */
  max(other: Operand): Lanes {
    return this.#with('max', other)
  }

  squared(): Lanes {
    return this.times(this)
  }

  root(): Lanes {
    return this.#with('sqrt')
  }

  abs(): Lanes {
    return this.#with('abs')
  }

  #with(operation: VectorOperation, ...others: readonly Operand[]): Lanes {
    const operands = [
      this,
      ...others.map((other) => (typeof other === 'number' ? Lanes.constant(other) : other)),
    ]
    return new Lanes({ operation, operands })
  }
}

export type Operand = Lanes | number
