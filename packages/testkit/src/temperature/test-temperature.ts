import type { AnyFactory, Temperature } from '@potstill/spec'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { checkOptions } from '../check-options'
import { registerChecks, shownOptions, type Checks } from '../checks'
import { answerChecks } from './checks/answer'
import type { TemperatureSubject } from './checks/check'
import { compiledChecks } from './checks/compiled'
import { finiteChecks } from './checks/finite'
import { gradientChecks } from './checks/gradient'
import { orderChecks } from './checks/order'
import { settings } from './temperature-case'
import type { TemperatureTestOptions } from './temperature-test-options'

const groups: readonly ((subject: TemperatureSubject) => Checks)[] = [
  answerChecks,
  gradientChecks,
  finiteChecks,
  orderChecks,
  compiledChecks,
]

/**
 * Registers the conformance tests of a temperature: what it answers goes with logits `[B, C]` and `[B, tokens, C]`, is positive and
 * finite where logits are large or alike, has the gradient of central differences and none at the teacher, and leaves nothing behind.
 * They run on the backend that is set; where that one compiles, compiled temperatures are those that are not.
 *
 * @example
 * import { logitStandardization } from '@potstill/schedules'
 *
 * const names = []
 * testTemperature(logitStandardization, { describe: (name, define) => define(), it: (name) => names.push(name) })
 * names[1] // => 'goes with logits, is the same twice, and leaves nothing behind'
 */
export function testTemperature(
  factory: AnyFactory<'temperature', Temperature>,
  given: TemperatureTestOptions,
): void {
  const { describe, it, options = [{}] } = given
  describe(factory.name, () => {
    it('describes its options, and refuses others', () => {
      checkOptions(factory, options[0] ?? {})
    })
    for (const each of options) {
      const temperature = factory.make(each)
      for (const [name, setting] of Object.entries(settings)) {
        const suffix = [shownOptions(each), name].filter(Boolean).join(', ')
        for (const group of groups) registerChecks({ it }, group({ temperature, setting, given }), suffix)
      }
    }
  })
}
