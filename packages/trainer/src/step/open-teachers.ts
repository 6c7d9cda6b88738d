import type { Batch, Storage, Teacher, TeacherAbility, TeacherOutput } from '@potstill/spec'
import { tidy, type Variable } from '@tensorflow/tfjs-core'
import { guarded } from './component-failure'
import { disposeTaught } from './dispose-batch'
import type { LearnerTerm, ResolvedLearner, ResolvedLearners } from './resolve-learners'
import { teacherWant } from './teacher-want'

/** The teachers of all learners, open. One that several learners name is opened once, and asked once. */
export interface OpenTeachers {
  /** What the teacher, or the peer, of a term can give. */
  readonly abilityOf: (term: LearnerTerm) => TeacherAbility | undefined
  /** What each learner's own teacher says of a batch, in the order of the learners. */
  teach(batch: Batch): Promise<readonly TeacherOutput[]>
  /** After a step: teachers that follow a student assign variables of their own; what they make on the way is freed. */
  follow(): void
  /** What following changes, by `LEARNER/name`: of a teacher that several learners name, under the first. */
  memory(): Readonly<Record<string, Variable>>
  close(): Promise<void>
}

export async function openTeachers(
  { learners, terms }: ResolvedLearners,
  storage: Storage,
): Promise<OpenTeachers> {
  const abilities = new Map<Teacher, TeacherAbility>()

  async function close(): Promise<void> {
    const opened = [...abilities.keys()]
    abilities.clear()
    for (const teacher of opened) await teacher.close()
  }

  try {
    for (const { teacher, student } of learners) {
      if (teacher === undefined || abilities.has(teacher)) continue
      const ability = await guarded(teacher.name, 'open', 'request', async () =>
        teacher.open({ storage, student }),
      )
      abilities.set(teacher, ability)
    }
  } catch (error) {
    await close()
    throw error
  }

  const wants = [...abilities].map(([teacher, { gives }]) => {
    const own = terms.filter(({ learner, peer }) => peer === undefined && learner.teacher === teacher)
    return [teacher, teacherWant(own, gives)] as const
  })

  return {
    abilityOf: ({ learner: { teacher }, peer }) =>
      peer === undefined ? teacher && abilities.get(teacher) : peerAbility(peer),

    async teach(batch) {
      const said = new Map<Teacher, TeacherOutput>()
      try {
        for (const [teacher, want] of wants) {
          if (!want.logits && want.topK !== true && want.taps.length === 0 && !want.views) continue
          said.set(
            teacher,
            await guarded(teacher.name, 'predict', 'work', async () => teacher.predict(batch, want)),
          )
        }
      } catch (error) {
        said.forEach(disposeTaught)
        throw error
      }
      return learners.map(({ teacher }) => (teacher && said.get(teacher)) ?? {})
    },

    follow() {
      for (const { teacher, student } of learners) {
        if (teacher?.afterStep === undefined) continue
        tidy(() => {
          guarded(teacher.name, 'follow the student', 'work', () => teacher.afterStep?.(student))
        })
      }
    },

    memory() {
      const first = new Map([...learners].toReversed().map((learner) => [learner.teacher, learner]))
      return Object.fromEntries(
        [...first.values()].flatMap(({ name = '', teacher }) =>
          Object.entries(teacher?.memory?.() ?? {}).map(([key, kept]) => [`${name}/${key}`, kept] as const),
        ),
      )
    },

    close,
  }
}

/** A learner gives its peers what a student has. */
function peerAbility({ student }: ResolvedLearner): TeacherAbility {
  return { gives: ['logits', 'features'], logitsShape: student.logitsShape, features: student.taps }
}
