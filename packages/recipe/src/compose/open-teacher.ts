import type { Storage, Student, Teacher, TeacherAbility } from '@potstill/spec'
import { atPlace } from '../errors/locate'
import { written, type Chosen } from '../grammar/component'

/** A teacher that stays open for checks, training and evaluation alike. */
export interface PlannedTeacher {
  readonly name: string
  /** Opening and closing it changes nothing: the plan closes it. */
  readonly teacher: Teacher
  readonly ability: TeacherAbility
  /** The stage whose student it is, if it is one. */
  readonly stage?: string
}

export interface Teachers {
  /**
   * The same choice gives the same teacher, opened once; one that follows its student is each stage's own. `anew` opens
   * that once more when training starts: the student has other weights by then.
   */
  open(
    chosen: Chosen<'teacher'>,
    student: Student | undefined,
    options: { readonly anew: boolean },
  ): Promise<PlannedTeacher>
  close(): Promise<void>
}

export function teachers(storage: Storage): Teachers {
  const shared = new Map<string, PlannedTeacher>()
  const opened: Teacher[] = []
  return {
    async open(chosen, student, { anew }) {
      const { component: teacher, place, name } = chosen
      const follows = teacher.afterStep !== undefined || teacher.inStep !== undefined
      const key = JSON.stringify(written(chosen))
      const known = follows ? undefined : shared.get(key)
      if (known !== undefined) return known
      const open = () => teacher.open({ storage, ...(student && { student }) })
      const reopen = async () => {
        await teacher.close()
        return open()
      }
      const ability = await atPlace(place, open)
      opened.push(teacher)
      const again = anew && follows ? reopen : () => ability
      const planned = { name, ability, teacher: { ...teacher, open: again, close: () => {} } }
      if (!follows) shared.set(key, planned)
      return planned
    },
    async close() {
      for (const teacher of opened.splice(0)) await teacher.close()
    },
  }
}
