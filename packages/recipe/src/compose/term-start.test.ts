import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { Student } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { runRecipe } from '../run/run-recipe'
import { rejectionOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { mutual, transferred } from '../testing/toy-recipes'
import { composeRecipe } from './compose-recipe'

const storage = memoryStorage()
const compose = (text: string, ...overrides: string[]) =>
  composeRecipe(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }), { storage })
const weightsOf = ({ variables }: Student) => variables.map((each) => each.arraySync())

const twoInReady = `stages.ready.objective=[
  { loss: paraphraser, taps: [[hidden, hidden]] },
  { loss: paraphraser, taps: [[hidden, hidden]], name: other },
]`

beforeAll(async () => void (await setBackend('cpu')))

describe('a term that starts from another stage’s', () => {
  it('has what that stage ended with, and the stage leaves its student as it is', async () => {
    const before = memory().numTensors
    const plan = await compose(transferred, 'stages.ready.training.epochs=8')
    const [big, ready, small] = plan.stages
    await big!.trainer().run()
    const untrained = weightsOf(ready!.student)
    const { epochs } = await ready!.trainer().run()
    expect(weightsOf(ready!.student)).toEqual(untrained)
    expect(epochs.at(-1)!.train.total).toBeLessThan(0.5 * epochs[0]!.train.total)
    const made = ready!.memories()['paraphraser']!
    expect(Object.keys(made)).toEqual(['encode', 'decode'])

    const start = weightsOf(small!.student)
    await small!.trainer().run()
    const kept = small!.memories()['factorTransfer']!
    expect(kept['encode']).toEqual(made['encode'])
    expect(weightsOf(small!.student)).not.toEqual(start)

    // Without it the network would be another.
    const other = await compose(transferred.replace(', start: { stage: ready }', ''))
    await other.stages[2]!.trainer().run()
    expect(other.stages[2]!.memories()['factorTransfer']!['encode']).not.toEqual(made['encode'])
    for (const each of [plan, other]) await each.close()
    expect(memory().numTensors).toBe(before)
  })

  it('runs as a recipe', async () => {
    const plan = await compose(transferred)
    const { stages } = await runRecipe(plan, { storage, timing: false })
    expect(stages.map(({ name, steps }) => [name, steps])).toEqual([
      ['big', 6],
      ['ready', 6],
      ['small', 6],
    ])
    expect(plan.stages[2]!.memories()['factorTransfer']!['encode']).toEqual(
      plan.stages[1]!.memories()['paraphraser']!['encode'],
    )
    await plan.close()
  })

  it('finds the term of its name among several', async () => {
    const several = [twoInReady, 'stages.small.objective[1].name=other']
    const plan = await compose(transferred, ...several)
    await plan.stages[1]!.trainer().run()
    await plan.stages[2]!.trainer().run()
    const { paraphraser, other } = plan.stages[1]!.memories()
    expect(plan.stages[2]!.memories()['other']!['encode']).toEqual(other!['encode'])
    expect(other!['encode']).not.toEqual(paraphraser!['encode'])
    await plan.close()
  })

  it('takes the first of several that learned together', async () => {
    const stages = [
      'stages=[{ name: together }, { name: last, learners: null, teacher: oracle }]',
      'learners[0].objective=[crossEntropy, { loss: factorTransfer, taps: [[hidden, hidden]] }]',
      'learners[1].objective=[crossEntropy, { loss: factorTransfer, taps: [[hidden, hidden]], name: mine }]',
      'stages[1].objective=[crossEntropy, { loss: factorTransfer, taps: [[hidden, middle]], start: { stage: together } }]',
    ]
    const error = await rejectionOf(compose(mutual, ...stages))
    // The oracle's features are four wide, those of the second learner five.
    expect(error.message).toMatch(
      /objective\[1\]: expected variables to start from like its own: translate float32 \[3, 2\], encode float32 \[4, 2\]; got translate float32 \[3, 2\], encode float32 \[5, 2\]/,
    )
  })

  it.each([
    [
      'a stage in which no term has any',
      ['stages.small.objective[1].start.stage=big'],
      /^r:16:75 stages\[2\]\.objective\[1\]\.start\.stage: expected a stage with a term factorTransfer that has variables of its own, or only one term that has any; got big, where no term has any/,
    ],
    [
      'a stage in which several have some',
      [twoInReady],
      /got ready, where paraphraser, other has any\. Give one of them the same name\./,
    ],
    [
      'a stage in which they have another shape',
      ['stages.small.objective[1].loss={ factorTransfer: { factors: 3 } }'],
      /^r:16:9 stages\[2\]\.objective\[1\]: expected variables to start from like its own: .*encode float32 \[6, 3\]; got encode float32 \[6, 2\], decode/,
    ],
  ])('is refused before any training, at its place: %s', async (_, overrides, message) => {
    const before = memory().numTensors
    const error = await rejectionOf(compose(transferred, ...overrides))
    expect(error.message).toMatch(message)
    expect(error.category).toBe('request')
    expect(memory().numTensors).toBe(before)
  })
})
