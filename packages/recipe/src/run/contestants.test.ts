import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { TeacherAbility } from '@potstill/spec'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { composeRecipe } from '../compose/compose-recipe'
import type { PlannedStage } from '../compose/plan'
import { parseRecipe } from '../grammar/parse-recipe'
import { toyRegistry } from '../testing/toy-plugin'
import { distilled, transferred } from '../testing/toy-recipes'
import { contestantsOf } from './contestants'

let stage: PlannedStage

beforeAll(async () => {
  await setBackend('cpu')
  const recipe = parseRecipe(distilled, { file: 'r', registry: toyRegistry })
  stage = (await composeRecipe(recipe, { storage: memoryStorage() })).stages[0]!
})

const withTeacher = (ability: Partial<TeacherAbility>, inStep?: () => object): PlannedStage => {
  const teacher = { ...stage.teacher!.teacher, ...(inStep && { inStep }) }
  return {
    ...stage,
    teacher: { ...stage.teacher!, teacher, ability: { ...stage.teacher!.ability, ...ability } },
  }
}
const namesOf = (...stages: PlannedStage[]) => {
  const left: string[] = []
  const roles = stages.map(() => 'other' as const)
  const contestants = contestantsOf(stages, roles, (name, why) => left.push(`${name}: ${why}`))
  return [contestants.map(({ name }) => name), left]
}

describe('contestantsOf', () => {
  it('takes teachers from outside and the students of all stages', () => {
    expect(namesOf(stage)).toEqual([['oracle', 'distilled'], []])
  })

  it.each([
    ['it gives no logits', withTeacherOf({ gives: ['features'] })],
    ['it has 1000 classes, the student 2', withTeacherOf({ logitsShape: [1000] })],
    ['it answers only inside a training step', () => withTeacher({}, () => ({}))],
  ])('leaves a teacher out, and says why: %s', (why, make) => {
    expect(namesOf(make())).toEqual([['distilled'], [`oracle: ${why}`]])
  })

  it('takes all that learned together, by stage and name', () => {
    const learner = { recipe: stage.recipe, student: stage.student }
    const learners = [
      { ...learner, name: 'one' },
      { ...learner, name: 'other', student: { ...stage.student, logitsShape: [3] } },
      { ...learner, name: 'third', student: { ...stage.student } },
    ]
    const together = { ...stage, name: 'peers', learners }
    expect(contestantsOf([together], ['student'], () => {}).map(({ name, role }) => [name, role])).toEqual([
      ['oracle', 'teacher'],
      ['peers/one', 'student'],
      ['peers/third', 'other'],
    ])
    expect(namesOf(together)[1]).toEqual(['peers/other: it reads other inputs, or has other classes'])
  })

  it('leaves out the student of a stage that only made a loss ready', async () => {
    const recipe = parseRecipe(transferred, { file: 'r', registry: toyRegistry })
    const { stages, close } = await composeRecipe(recipe, { storage: memoryStorage() })
    expect(namesOf(...stages)).toEqual([['big', 'small'], ['ready: no term of its stage trains it']])
    await close()
  })

  it('leaves out the student of another task', () => {
    const other = { ...stage, name: 'other', student: { ...stage.student, inputShape: [3] } }
    expect(namesOf(other, stage)).toEqual([
      ['oracle', 'distilled'],
      ['other: it reads other inputs, or has other classes'],
    ])
  })
})

function withTeacherOf(ability: Partial<TeacherAbility>) {
  return () => withTeacher(ability)
}
