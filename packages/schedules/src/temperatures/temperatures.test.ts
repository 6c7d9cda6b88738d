import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { readFileSync } from 'node:fs'
import { softTargetsLoss } from '@potstill/losses'
import type { Temperature } from '@potstill/spec'
import { seededRandom } from '@potstill/testkit'
import { addN, grad, setBackend, sum, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, resolved, valuesOf } from '../testing/resolved'
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
  it.each(temperatures.map(({ name }) => name))('%s is tested by the kit', (name) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const test = new URL(`${kebab}.test.ts`, import.meta.url)
    expect(readFileSync(test, 'utf8')).toContain(`testTemperature(${name}, {`)
  })

  it.each(cases)('give a finite loss and gradient: $name, rank $rank', async (one) => {
    const memory = await one.temperature.init?.({ classes: 3, random: seededRandom(1) })
    const variables = { ...memory?.trainable }
    const teacher = logits((one.rank === 2 ? hard.toReversed() : [hard.toReversed(), hard]) as never)
    const objective = (student: Tensor) => {
      const values = resolved(one.temperature, [student, teacher], { variables })
      return addN(values.map((temperature) => sum(softTargetsLoss(student, teacher, { temperature }))))
    }
    expect(Number.isFinite(valuesOf(objective(one.given))[0])).toBe(true)
    expect(valuesOf(grad(objective)(one.given)).every(Number.isFinite)).toBe(true)
  })
})
