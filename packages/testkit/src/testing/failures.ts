import type { AnyFactory, Loss } from '@potstill/spec'
import type { LossTestOptions } from '../loss/loss-test-options'
import { testLoss } from '../loss/test-loss'
import type { Runner } from '../runner'

export type Tests = ReadonlyMap<string, () => void | Promise<void>>

/** What is registered with a runner, by name. */
export function registeredBy(register: (runner: Runner) => void): Tests {
  const tests = new Map<string, () => void | Promise<void>>()
  register({
    describe: (_, define) => {
      define()
    },
    it: (name, test) => tests.set(name, test),
  })
  return tests
}

/** Runs tests: those that fail, with what they say. */
export async function failing(tests: Tests): Promise<Readonly<Record<string, string>>> {
  const failures: Record<string, string> = {}
  for (const [name, test] of tests) {
    try {
      await test()
    } catch (error) {
      failures[name] = (error as Error).message
    }
  }
  return failures
}

/** What `testLoss` registers, by name. Logits with tokens are left out, unless they are asked for. */
export function testsOf(
  factory: AnyFactory<'loss', Loss>,
  given: Omit<LossTestOptions, 'it' | 'describe'> = {},
): Tests {
  return registeredBy((runner) => {
    testLoss(factory, { tokens: false, ...given, ...runner })
  })
}

/** Runs the tests of a loss: those that fail, with what they say. */
export async function failuresOf(
  factory: AnyFactory<'loss', Loss>,
  given: Omit<LossTestOptions, 'it' | 'describe'> = {},
): Promise<Readonly<Record<string, string>>> {
  return failing(testsOf(factory, given))
}
