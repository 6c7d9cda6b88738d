import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { rejectionOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { distilled, staged } from '../testing/toy-recipes'
import { composeRecipe } from './compose-recipe'

const storage = memoryStorage()
const compose = (text: string, ...overrides: string[]) =>
  composeRecipe(parseRecipe(text, { file: 'r', registry: toyRegistry, overrides }), { storage })

beforeAll(async () => void (await setBackend('cpu')))

describe('composeRecipe', () => {
  it('opens and builds all that the stages need, and frees it when closed', async () => {
    const before = memory().numTensors
    const plan = await compose(staged)
    expect(plan.stages.map(({ name, student }) => [name, student.taps.hidden])).toEqual([
      ['big', [6]],
      ['alone', [2]],
      ['small', [2]],
    ])
    expect(plan.stages[2]!.teacher).toMatchObject({
      name: 'big',
      stage: 'big',
      ability: { logitsShape: [2] },
    })
    await plan.close()
    expect(memory().numTensors).toBe(before)
  })

  it('opens equal data once, and other data apart', async () => {
    const same = await compose(staged)
    expect(same.stages[0]!.data).toBe(same.stages[2]!.data)
    await same.close()
    const other = await compose(staged, 'stages.alone.data.points.train=8')
    expect(other.stages[0]!.data).not.toBe(other.stages[1]!.data)
    expect(other.stages[1]!.data.train.size).toBe(8)
    await other.close()
  })

  it('builds students of one architecture and seed with the same weights', async () => {
    const plan = await compose(staged)
    const [alone, small] = plan.stages
      .slice(1)
      .map(({ student }) => student.variables.map((each) => each.arraySync()))
    expect(alone).toEqual(small)
    await plan.close()
    const reseeded = await compose(staged, 'stages.small.training.seed=4')
    expect(reseeded.stages[2]!.student.variables[0]!.arraySync()).not.toEqual(alone![0])
    await reseeded.close()
  })

  it('takes the classes of the teacher where the data have no labels', async () => {
    const plan = await compose(distilled, 'data.points.labelled=false', 'objective=[softTargets]')
    expect(plan.stages[0]!.student.logitsShape).toEqual([2])
    await plan.close()
  })

  const hints = 'objective=[{ loss: hints, taps: [[hidden, middle]] }]'
  it.each([
    [
      'no train split',
      ['data.points.train=0'],
      'r:2:9 data.points: expected a train split that is not empty; got the splits validation, test.',
    ],
    [
      'data without any class',
      ['data.points.labelled=false', 'teacher=', 'objective=[crossEntropy]'],
      'r:2:9 data.points: expected data with labels, or a teacher that tells its classes; got neither: nothing says how many classes tiny is to have.',
    ],
    [
      "a teacher's file that is not there",
      ['teacher={ oracle: { path: no.json } }'],
      "r:3:10 teacher.oracle: expected a file or folder at 'no.json'; got nothing there. Correct the path. (from the command line: teacher={ oracle: { path: no.json } })",
    ],
    [
      'a step that has to be compiled, on a backend that compiles none',
      ['training.compile=always'],
      /^r:1:1: expected a backend that compiles functions, since compile is always; got the backend cpu/,
    ],
    ['labels that are missing', ['data.points.labelled=false'], /^r:6:\d+ objective\[0\]/],
    [
      'a tap that the student has not',
      [hints.replace('hidden', 'hiden')],
      /^r:6:3 objective\[0\]\.taps\[0\]\[0\]: expected a tap of the student: hidden; got "hiden"\. Did you mean "hidden"\?/,
    ],
    [
      'a tap that the teacher has not',
      [hints.replace('middle', 'midle')],
      /^r:6:3 objective\[0\]\.taps\[0\]\[1\]: expected a tap of the teacher: middle; got "midle"\. Did you mean "middle"\?/,
    ],
  ])('tells before any training, at its place: %s', async (_, overrides, message) => {
    const before = memory().numTensors
    const error = await rejectionOf(compose(distilled, ...overrides))
    if (typeof message === 'string') expect(error.message).toBe(message)
    else expect(error.message).toMatch(message)
    expect(error.category).toBe('request')
    expect(memory().numTensors).toBe(before)
  })

  it('keeps the code of what was thrown', async () => {
    const error = await rejectionOf(compose(distilled, 'teacher={ oracle: { path: no.json } }'))
    expect(error).toMatchObject({ code: 'storage/not-found', location: { file: 'r', line: 3, column: 10 } })
    expect(error.cause).toMatchObject({ code: 'storage/not-found' })
  })
})
