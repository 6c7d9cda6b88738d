import {
  get,
  integer,
  load,
  repeatWhileLess,
  set,
  store,
  vector,
  vectorBytes,
  add,
  four,
} from './instructions'
import type { Lanes } from './lanes'
import { type Bytes } from './module-bytes'
import { placeBytes, places } from './scratch'
import { instantiate } from './instantiate'

/**
 * Computes expressions for the elements at the beginning of the scratch memory's places: array `i` is read from place
 * `i`, result `j` is written to place `j`. `bytes` is how long the elements are, a multiple of `roundBytes`.
 */
export type CompiledLoop = (bytes: number, ...numbers: readonly number[]) => void

/** Vectors of a round: what a loop does besides computing is then done for a quarter of the vectors. */
const vectorsPerRound = 4

/** What the length of a loop has to be a multiple of. */
export const roundBytes = vectorsPerRound * vectorBytes

/** Compiles expressions to one loop over a few vectors of four elements at a time. */
export function compileLoop(results: readonly Lanes[], numbers: number): CompiledLoop {
  const steps = inOrder(results)
  const reads = steps.flatMap(({ source }) => (source?.kind === 'array' ? [source.index] : []))
  if (Math.max(results.length, ...reads.map((index) => index + 1)) > places) {
    throw new RangeError(`a loop over more than ${places} arrays`)
  }
  const length = 0
  const position = 1 + numbers
  const localOf = new Map(steps.map((step, index) => [step, position + 1 + index]))
  const local = (step: Lanes) => localOf.get(step) as number
  const compute = (step: Lanes, offset = 0) =>
    set(
      local(step),
      value(step, position, offset, (operand) => get(local(operand))),
    )

  const isArray = ({ source }: Lanes) => source?.kind === 'array' || source === undefined
  return instantiate({
    parameters: ['i32', ...Array.from({ length: numbers }, () => 'f32' as const)],
    locals: ['i32', ...steps.map(() => 'v128' as const)],
    body: [
      ...steps.filter((step) => !isArray(step)).flatMap((step) => compute(step)),
      ...repeatWhileLess(get(position), get(length), [
        ...Array.from({ length: vectorsPerRound }, (_, index) => index * vectorBytes).flatMap((offset) => [
          ...steps.filter(isArray).flatMap((step) => compute(step, offset)),
          // After every read of the same elements, since a result may take an array's place.
          ...results.flatMap((result, index) =>
            store(get(position), get(local(result)), index * placeBytes + offset),
          ),
        ]),
        ...set(position, add(get(position), integer(roundBytes))),
      ]),
    ],
  })
}

/** The instructions that leave a step's numbers on the stack. */
function value(
  { source, operation, operands }: Lanes,
  position: number,
  offset: number,
  read: (operand: Lanes) => Bytes,
): Bytes {
  switch (source?.kind) {
    case 'array':
      return load(get(position), source.index * placeBytes + offset)
    case 'number':
      return vector('splat', get(1 + source.index))
    case 'constant':
      return four(source.value)
    case undefined:
      if (operation === undefined) throw new TypeError('an expression without an operation')
      return vector(operation, ...operands.map(read))
  }
}

/** Every step once, after those that it needs. */
function inOrder(results: readonly Lanes[]): readonly Lanes[] {
  const seen = new Set<Lanes>()
  const visit = (step: Lanes): void => {
    if (seen.has(step)) return
    step.operands.forEach(visit)
    seen.add(step)
  }
  results.forEach(visit)
  return [...seen]
}
