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
  /** `select` takes its second operand where the first is true. */
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

  /** NaN where either is NaN, as Math.min. */
  min(other: Operand): Lanes {
    return this.#with('min', other)
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

  negated(): Lanes {
    return this.#with('neg')
  }

  reciprocal(): Lanes {
    return Lanes.constant(1).over(this)
  }

  floor(): Lanes {
    return this.#with('floor')
  }

  ceil(): Lanes {
    return this.#with('ceil')
  }

  /** The whole number that is next; the even one where two are. */
  rounded(): Lanes {
    return this.#with('nearest')
  }

  /** A truth for `choose`; false where either is NaN. */
  below(other: Operand): Lanes {
    return this.#with('less', other)
  }

  /** A truth for `choose`; false where either is NaN. */
  above(other: Operand): Lanes {
    return this.#with('greater', other)
  }

  /** A truth for `choose`; false where either is NaN. */
  atLeast(other: Operand): Lanes {
    return this.#with('greaterEqual', other)
  }

  /** One of two numbers, by this truth. */
  choose(whereTrue: Operand, whereFalse: Operand): Lanes {
    return this.#with('select', whereTrue, whereFalse)
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
