import { expectThat, few } from '../failure'
import type { Runner } from '../runner'
import type { GoldenAnswer, GoldenCase, GoldenComponents, GoldenTensor } from './golden-case'
import { runGolden } from './run-golden'
import { isGoldenTensor } from './tensors'

export interface ExpectedGolden extends GoldenCase {
  readonly expected: GoldenAnswer
}

/** Values within 1e-4 of themselves, tensors within 1e-4 of their largest entry. */
const tolerance = 1e-4

/**
 * Registers a test for each case: the value within 1e-4 of itself, gradients and other tensors within 1e-4 of their largest entry.
 *
 * @example
 * import * as losses from '@potstill/losses'
 * import * as schedules from '@potstill/schedules'
 *
 * const tests = []
 * const it = (name, test) => tests.push(test)
 * const golden = {
 *   id: 'certain',
 *   loss: 'crossEntropy',
 *   signals: { studentLogits: { shape: [1, 2], data: [0, 0] }, labels: [1] },
 *   expected: { value: Math.log(2), gradients: { studentLogits: { shape: [1, 2], data: [0.5, -0.5] } } },
 * }
 * goldenTests([golden], { losses, schedules, it })
 * await tests[0]() // => undefined
 */
export function goldenTests(
  cases: readonly ExpectedGolden[],
  given: Pick<Runner, 'it'> & { readonly losses: GoldenComponents; readonly schedules: GoldenComponents },
): void {
  for (const { expected, ...golden } of cases) {
    given.it(golden.id ?? golden.loss, async () => compare(await runGolden(golden, given), expected))
  }
}

function compare(answer: GoldenAnswer, { value, gradients, ...beside }: GoldenAnswer): void {
  expectThat(Math.abs(answer.value - value) <= tolerance * Math.abs(value), `the value ${value}`, () =>
    String(answer.value),
  )
  for (const [name, tensors] of [...Object.entries(gradients), ...Object.entries(beside)]) {
    const got = answer.gradients[name] ?? answer[name]
    const pairs = isGoldenTensor(tensors) ? [[tensors, got] as const] : paired(tensors as never, got as never)
    for (const [each, other] of pairs) compareTensors(name, each, other as GoldenTensor | undefined)
  }
}

function paired(expected: readonly GoldenTensor[], got: readonly GoldenTensor[] = []) {
  return expected.map((each, index) => [each, got[index]] as const)
}

function compareTensors(name: string, expected: GoldenTensor, got: GoldenTensor | undefined): void {
  expectThat(
    got?.shape.join() === expected.shape.join(),
    `${name} of shape [${expected.shape.join(', ')}]`,
    () => (got === undefined ? 'none' : `[${got.shape.join(', ')}]`),
  )
  const largest = expected.data.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
  const worst = expected.data.reduce(
    (most, each, index) => Math.max(most, Math.abs(each - got!.data[index]!)),
    0,
  )
  expectThat(worst <= tolerance * largest, `${name} like ${few(expected.data)}`, () => few(got!.data))
}
