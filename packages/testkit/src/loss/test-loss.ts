import type { AnyFactory, Loss } from '@potstill/spec'
// tfjs-core alone has no gradients: importing the layers package registers them.
import '@tensorflow/tfjs-layers'
import { checkOptions } from '../check-options'
import { registerChecks, shownOptions, type Checks } from '../checks'
import type { LossSubject } from './checks/check'
import { classesChecks } from './checks/classes'
import { compiledChecks } from './checks/compiled'
import { finiteChecks } from './checks/finite'
import { gradientChecks } from './checks/gradient'
import { matchChecks } from './checks/match'
import { orderChecks } from './checks/order'
import { teacherChecks } from './checks/teacher'
import { temperatureChecks } from './checks/temperature'
import { valueChecks } from './checks/value'
import { defaultSetting, type LossSetting } from './loss-case'
import type { LossTestOptions } from './loss-test-options'

const groups: readonly ((subject: LossSubject) => Checks)[] = [
  valueChecks,
  gradientChecks,
  teacherChecks,
  matchChecks,
  finiteChecks,
  orderChecks,
  temperatureChecks,
  classesChecks,
  compiledChecks,
]

/**
 * Registers the conformance tests of a loss: what its traits declare holds, its gradient is that of central differences, none of it
 * reaches the teacher, it is finite where numbers are large or examples the same, and nothing is left behind. They run on the backend that
 * is set; where that one compiles, compiled values are those that are not.
 *
 * @example
 * import { softTargets } from '@potstill/losses'
 *
 * const names = []
 * testLoss(softTargets, { describe: (name, define) => define(), it: (name) => names.push(name) })
 * names[0] // => 'describes its options, and refuses others'
 */
export function testLoss(factory: AnyFactory<'loss', Loss>, given: LossTestOptions): void {
  const { describe, it, options = [{}] } = given
  describe(factory.name, () => {
    it('describes its options, and refuses others', () => {
      checkOptions(factory, options[0] ?? {})
    })
    for (const each of options) {
      const loss = factory.make(each)
      for (const [name, setting] of Object.entries(settingsOf(loss, given))) {
        const suffix = [shownOptions(each), name].filter(Boolean).join(', ')
        for (const group of groups) registerChecks({ it }, group({ loss, setting, given }), suffix)
      }
    }
  })
}

function settingsOf(
  loss: Loss,
  { taps, tokens, batch }: LossTestOptions,
): Readonly<Record<string, LossSetting>> {
  const plain = {
    ...defaultSetting,
    ...(taps && { taps }),
    batch: Math.max(batch ?? defaultSetting.batch, loss.traits.smallestBatch ?? 1),
  }
  const declared = [...loss.needs, ...loss.uses]
  const onLogits = !declared.some((name) =>
    ['features', 'studentViews', 'teacherViews', 'ids'].includes(name),
  )
  const withTokens = tokens ?? (onLogits && loss.traits.perExample)
  return withTokens ? { '': plain, 'with tokens': { ...plain, tokens: 3 } } : { '': plain }
}
