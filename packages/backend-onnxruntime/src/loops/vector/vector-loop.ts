import { compileLoop, roundBytes, type CompiledLoop } from './compile-loop'
import { Lanes } from './lanes'
import { placeElements, scratch } from './scratch'

/** Computes the same for each element of some arrays of one length, and leaves the arrays as they were. */
export type VectorLoop = (
  arrays: readonly Float32Array[],
  numbers: readonly number[],
  results: readonly Float32Array[],
) => void

/** The names of a loop's arrays and of the numbers that are the same for all elements, in the order it is given them. */
export interface LoopNames<Array extends string, Number extends string> {
  readonly arrays: readonly Array[]
  readonly numbers?: readonly Number[]
}

/** What a loop computes of one element of every array. */
export type LoopBody<Name extends string> = (named: Readonly<Record<Name, Lanes>>) => readonly Lanes[]

/**
 * Makes a loop over whole arrays; it is compiled when it first runs. A result may be one of the arrays: all are read
 * before it is written.
 *
 * @example
 * const axpy = vectorLoop({ arrays: ['x', 'y'], numbers: ['a'] }, ({ x, y, a }) => [x.times(a).plus(y)])
 * const z = new Float32Array(2)
 * axpy([Float32Array.of(1, 2), Float32Array.of(10, 20)], [3], [z])
 * z // => Float32Array.of(13, 26)
 */
export function vectorLoop<Array extends string, Number extends string = never>(
  names: LoopNames<Array, Number>,
  body: LoopBody<Array | Number>,
): VectorLoop {
  const compiled = lazyLoop(names, body)
  const arrays = names.arrays.length
  return (inputs, numbers, results) => {
    const size = (results[0] as Float32Array).length
    for (let start = 0; start < size; start += placeElements) {
      const length = Math.min(placeElements, size - start)
      for (let place = 0; place < arrays; place++) {
        bring(inputs[place] as Float32Array, start, length, place)
      }
      compiled()(bytesOf(length), ...numbers)
      for (let place = 0; place < results.length; place++) {
        take(results[place] as Float32Array, start, length, place)
      }
    }
  }
}

/** The loop itself, compiled once it is needed. */
function lazyLoop<Array extends string, Number extends string = never>(
  { arrays, numbers = [] }: LoopNames<Array, Number>,
  body: LoopBody<Array | Number>,
): () => CompiledLoop {
  let compiled: CompiledLoop | undefined
  return () => {
    if (compiled !== undefined) return compiled
    const named = Object.fromEntries([
      ...arrays.map((name, index) => [name, Lanes.of({ kind: 'array', index })] as const),
      ...numbers.map((name, index) => [name, Lanes.of({ kind: 'number', index })] as const),
    ]) as Record<Array | Number, Lanes>
    compiled = compileLoop(body(named), numbers.length)
    return compiled
  }
}

/** Copies a piece of an array to the beginning of a place. */
function bring(values: Float32Array, start: number, length: number, place: number): void {
  const piece = start === 0 && length === values.length ? values : values.subarray(start, start + length)
  scratch.set(piece, place * placeElements)
}

/** Copies the beginning of a place to a piece of an array. */
function take(values: Float32Array, start: number, length: number, place: number): void {
  const begin = place * placeElements
  values.set(scratch.subarray(begin, begin + length), start)
}

/** What is left over of a last round is computed and not taken. */
function bytesOf(length: number): number {
  return Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / roundBytes) * roundBytes
}
