import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { StepEnd, Student } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { runRecipe } from '../run/run-recipe'
import { rejectionOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, mutual } from '../testing/toy-recipes'
import { composeRecipe } from './compose-recipe'

const storage = memoryStorage()
const compose = (text: string, ...overrides: string[]) =>
  composeRecipe(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }), { storage })
const weightsOf = ({ variables }: Student) => variables.map((each) => each.arraySync())

beforeAll(async () => void (await setBackend('cpu')))

describe('learners', () => {
  it('learn together, each from what its terms name', async () => {
    const before = memory().numTensors
    const plan = await compose(mutual)
    const [stage] = plan.stages
    const initial = stage!.learners!.map(({ student }) => weightsOf(student))
    const steps: StepEnd[] = []
    await stage!
      .trainer({
        callbacks: [
          { kind: 'callback', name: 'steps', specVersion: 1, stepEnd: (step) => void steps.push(step) },
        ],
      })
      .run()
    expect(Object.keys(steps[0]!.terms)).toEqual([
      'one/crossEntropy',
      'one/softTargets',
      'other/crossEntropy',
      'other/softTargets',
      'third/crossEntropy',
      'third/first',
      'third/second',
    ])
    for (const [index, { student }] of stage!.learners!.entries())
      expect(weightsOf(student)).not.toEqual(initial[index])
    await plan.close()
    expect(memory().numTensors).toBe(before)
  })

  it('of one architecture start with weights of their own', async () => {
    const plan = await compose(mutual)
    const [one, , third] = plan.stages[0]!.learners!
    expect(plan.stages[0]!.student).toBe(one!.student)
    expect(weightsOf(one!.student)).not.toEqual(weightsOf(third!.student))
    await plan.close()
  })

  it('are all compared, the first one as the student', async () => {
    const { rows, student } = await runRecipe(parseRecipe(mutual, { file: 'r', registry: toyRegistry }), {
      storage,
      timing: false,
    })
    expect(rows.map(({ name, role }) => [name, role])).toEqual([
      ['mutual/one', 'student'],
      ['mutual/other', 'other'],
      ['mutual/third', 'other'],
    ])
    expect(student.parameters).toBe(12)
  })

  it('may have a teacher from outside, or that an earlier stage trained, and go on from one', async () => {
    const text = `${continued}  - name: together
    learners:
      - { name: a, student: { stage: late }, teacher: { stage: big } }
      - { name: b, teacher: oracle, objective: [softTargets] }
`
    const plan = await compose(text)
    const [a, b] = plan.stages[3]!.learners!
    expect([a!.teacher?.stage, b!.teacher?.name]).toEqual(['big', 'oracle'])
    await plan.stages[2]!.trainer().run()
    const trainer = plan.stages[3]!.trainer()
    expect(weightsOf(a!.student)).toEqual(weightsOf(plan.stages[2]!.student))
    await trainer.run()
    await plan.close()
  })

  it('that name a tap the other has not are told at its place', async () => {
    const hints = '[{ loss: hints, taps: [[hidden, hiden]], teacher: { peer: one } }]'
    const error = await rejectionOf(compose(mutual, `learners.third.objective=${hints}`))
    expect(error.message).toMatch(
      /learners\[2\]\.objective\[0\]\.taps\[0\]\[1\]: expected a tap of the teacher: hidden; got "hiden"\. Did you mean "hidden"\?/,
    )
  })
})
