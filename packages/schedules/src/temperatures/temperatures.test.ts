import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { readdirSync } from 'node:fs'
import { softTargetsLoss } from '@potstill/losses'
import { optionsJsonSchema, type Temperature } from '@potstill/spec'
import { addN, grad, setBackend, sum, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, memoryOf, resolved, valuesOf } from '../testing/resolved'
import { temperatures } from './temperatures'

const options: Readonly<Record<string, unknown>> = {
  separate: { student: 2, teacher: 4 },
  several: { temperatures: [2, 4] },
}
const made = temperatures.flatMap((factory): (readonly [string, Temperature])[] => [
  [factory.name, factory.make(options[factory.name]) as Temperature],
  ...(factory.name === 'learnedTemperature'
    ? [
        [
          'learnedTemperature per example',
          factory.make({ per: 'example', hidden: 4 }) as Temperature,
        ] as const,
      ]
    : []),
  ...(factory.name === 'entropyMatching'
    ? [['entropyMatching of its own', factory.make({ student: 'own' }) as Temperature] as const]
    : []),
])
const hard = [
  [1e4, -1e4, 0],
  [3, 3, 3],
  [-1e4, -1e4, -1e4],
  [0.1, 0.2, -0.4],
]
const cases = made.flatMap(([name, temperature]) => [
  { name, temperature, rank: 2, given: logits(hard) },
  { name, temperature, rank: 3, given: logits([hard, hard]) },
])

beforeAll(() => setBackend('cpu'))

describe('temperatures', () => {
  it('have a test each, and describe their options', () => {
    const files = readdirSync(new URL('.', import.meta.url))
    for (const { name, options: schema } of temperatures) {
      const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      expect(files).toContain(`${kebab}.test.ts`)
      const described = Object.values(optionsJsonSchema({ name, options: schema } as never).properties ?? {})
      expect(described.every((option) => typeof option.description === 'string')).toBe(true)
    }
  })

  it.each(cases)(
    'are positive, finite, and give a finite loss and gradient: $name, rank $rank',
    async (one) => {
      const variables = { ...(await memoryOf(one.temperature, 3)).trainable }
      const teacher = logits((one.rank === 2 ? hard.toReversed() : [hard.toReversed(), hard]) as never)
      const objective = (student: Tensor) => {
        const values = resolved(one.temperature, [student, teacher], { variables })
        return addN(values.map((temperature) => sum(softTargetsLoss(student, teacher, { temperature }))))
      }
      for (const value of resolved(one.temperature, [one.given, teacher], { variables })) {
        for (const part of Object.values(value) as Tensor[]) {
          expect([[], [...one.given.shape.slice(0, -1), 1]]).toContainEqual(part.shape)
          expect(valuesOf(part).every((entry) => entry > 0 && Number.isFinite(entry))).toBe(true)
        }
      }
      expect(Number.isFinite(valuesOf(objective(one.given))[0])).toBe(true)
      expect(valuesOf(grad(objective)(one.given)).every(Number.isFinite)).toBe(true)
    },
  )
})
