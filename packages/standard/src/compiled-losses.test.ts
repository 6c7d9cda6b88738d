import '@tensorflow/tfjs-layers'
import { registerBackend } from '@potstill/backend-onnxruntime'
import { losses } from '@potstill/losses'
import { optionsJsonSchema } from '@potstill/spec'
import { testLoss, type LossTestOptions } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

beforeAll(async () => {
  await registerBackend()
  await setBackend('onnxruntime')
})

type Options = Readonly<Record<string, unknown>>

const map = { student: [4, 4, 3], teacher: [4, 4, 3] }
const embedding = { student: [6], teacher: [6] }
const deeper = { student: [2, 2, 3], teacher: [2, 2, 3] }

/** Features and options that a loss cannot be tried without, or is made for. */
const settings: Readonly<Record<string, Partial<LossTestOptions>>> = {
  attentionMap: { taps: [{ student: [2, 3, 3], teacher: [2, 3, 3] }], featureTokens: 3 },
  correlationCongruence: { taps: [embedding] },
  crd: { taps: [embedding], options: [{ size: 4, negatives: 5, temperature: 0.5 }] },
  fsp: { taps: [map, map] },
  hardDarkRank: { taps: [embedding] },
  hiddenState: { taps: [{ student: [5, 3], teacher: [5, 3] }], featureTokens: 5 },
  irg: { taps: [map, deeper] },
  ofa: { taps: [map] },
  patient: { taps: [{ student: [5, 3], teacher: [5, 3] }] },
  // Of whole maps all cosines are near 0, and what is left of the value is rounding.
  pkt: { taps: [embedding] },
  reviewKd: { taps: [map, deeper] },
  rkd: { taps: [embedding] },
  sparseTopK: { options: [{ missing: 'tail' }] },
}

const compiled = 'is the same when it is compiled, or says why it cannot be'
let tried = 0

for (const loss of losses) {
  const { options = [{}], ...setting } = settings[loss.name] ?? {}
  testLoss(loss, {
    describe,
    it: (name, test) => {
      if (!name.startsWith(compiled)) return
      tried += 1
      it(name, async () => expect(await test()).toBeUndefined())
    },
    ...setting,
    options: options.flatMap((each) => [each, ...choicesBeside(each, optionsJsonSchema(loss))]),
  })
}

it('every loss was tried, with every choice that it has', () => {
  // Two in three have choices.
  expect(tried).toBeGreaterThan(1.5 * losses.length)
})

/** The same options with each other choice that an option with names, or with yes and no, has. */
function choicesBeside(options: Options, { properties = {} }: Options): readonly Options[] {
  return Object.entries(properties as Record<string, Options>).flatMap(([name, schema]) => {
    const choices = schema['type'] === 'boolean' ? [true, false] : ((schema['enum'] as unknown[]) ?? [])
    return choices
      .filter((choice) => choice !== schema['default'])
      .map((choice) => ({ ...options, [name]: choice }))
  })
}
