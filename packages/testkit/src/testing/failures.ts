import type { AnyFactory, Loss } from '@potstill/spec'
import type { LossTestOptions } from '../loss/loss-test-options'
import { testLoss } from '../loss/test-loss'

export type Tests = ReadonlyMap<string, () => void | Promise<void>>

/** What `testLoss` registers, by name. Logits with tokens are left out, unless they are asked for. */
export function testsOf(
  factory: AnyFactory<'loss', Loss>,
  given: Omit<LossTestOptions, 'it' | 'describe'> = {},
): Tests {
  const tests = new Map<string, () => void | Promise<void>>()
  testLoss(factory, {
    tokens: false,
    ...given,
    describe: (_, define) => {
      define()
    },
    it: (name, test) => tests.set(name, test),
  })
  return tests
}

/** Runs the tests of a loss: those that fail, with what they say. */
export async function failuresOf(
  factory: AnyFactory<'loss', Loss>,
  given: Omit<LossTestOptions, 'it' | 'describe'> = {},
): Promise<Readonly<Record<string, string>>> {
  const failures: Record<string, string> = {}
  for (const [name, test] of testsOf(factory, given)) {
    try {
      await test()
    } catch (error) {
      failures[name] = (error as Error).message
    }
  }
  return failures
}
