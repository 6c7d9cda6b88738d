import type { Tensor } from '@tensorflow/tfjs-core'
import { expectThat, few } from './failure'

/** Throws unless each number is near the expected one, in shares of the largest. */
export function expectClose(
  got: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what: string,
): void {
  const largest = Math.max(1e-3, ...expected.map(Math.abs))
  const worst = Math.max(0, ...expected.map((each, index) => Math.abs(each - got[index]!)))
  expectThat(worst <= tolerance * largest, `${what}: ${few(expected)}`, () => few(got))
}

/** The numbers of a tensor, in row-major order. */
export function arrayOf(value: Tensor): number[] {
  return [...value.dataSync()]
}
