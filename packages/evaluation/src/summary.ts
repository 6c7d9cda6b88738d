import type { ComparisonRow, Role } from './compare'
import { isDistilled } from './is-distilled'
import { count, percent } from './quantities'

const inWords = new Intl.ListFormat('en-GB')

type Labelled = ComparisonRow & { readonly errors: number }

/**
 * Tells how much of the gap between baseline and teacher the distilled student closed, by errors: 0 is the baseline's level,
 * 1 the teacher's; below 0 distillation harmed, above 1 the student passed its teacher. The last row with a role
 * speaks for the role. Undefined where a row is missing, where the rows stand on different numbers of examples, and
 * where the baseline is as good as the teacher already, so that there is no gap.
 *
 * @example
 * gapClosed([
 *   { name: 'a', role: 'teacher', examples: 10000, errors: 67 },
 *   { name: 'b', role: 'baseline', examples: 10000, errors: 267 },
 *   { name: 'c', role: 'student', examples: 10000, errors: 167 },
 * ]) // => 0.5
 */
export function gapClosed(rows: readonly ComparisonRow[]): number | undefined {
  const teacher = lastOf(rows, 'teacher')
  const baseline = lastOf(rows, 'baseline')
  const student = lastOf(rows, 'student')
  if (!isLabelled(teacher) || !isLabelled(baseline) || !isLabelled(student)) return undefined
  if (!onSameExamples([teacher, baseline, student])) return undefined
  const gap = baseline.errors - teacher.errors
  return gap > 0 ? (baseline.errors - student.errors) / gap : undefined
}

/**
 * Says in a sentence or two what a comparison shows, good or bad, and where the difference between student and
 * baseline is so small that chance may have made it.
 *
 * @example
 * summarize([
 *   { name: 'teacher', role: 'teacher', examples: 10000, errors: 67 },
 *   { name: 'baseline', role: 'baseline', examples: 10000, errors: 267 },
 *   { name: 'student', role: 'student', examples: 10000, errors: 167 },
 * ]) // => 'On 10,000 examples the distilled student makes 167 errors, the baseline 267 and the teacher 67: distillation closed 50% of the gap.'
 */
export function summarize(rows: readonly ComparisonRow[]): string {
  const subject = lastOf(rows, 'student') ?? rows.at(-1)
  if (subject === undefined) return 'Nothing was compared.'
  const name = named(rows, subject)
  if (!isLabelled(subject)) return withoutLabels(subject, name)

  const [baseline, teacher] = [lastOf(rows, 'baseline'), lastOf(rows, 'teacher')]
  const others = [baseline, teacher].filter(isLabelled).filter((row) => row !== subject)
  if (!onSameExamples([subject, ...others])) {
    return 'The networks were measured on different numbers of examples, so their errors cannot be compared.'
  }
  const counts = [
    `${name} makes ${errors(subject.errors)}`,
    ...others.map((row) => `${named(rows, row)} ${count(row.errors)}`),
  ]
  const verdicts =
    subject.role === 'student' ? [verdict(subject, baseline, teacher), smaller(subject, teacher)] : []
  const says = verdicts.filter((part) => part !== '').join(', ')
  const doubt = subject.role === 'student' && mayBeChance(subject, baseline)
  return [
    `On ${examples(subject)} ${inWords.format(counts)}${says === '' ? '' : `: ${says}`}.`,
    ...(doubt ? ['A difference this small between student and baseline may be chance.'] : []),
  ].join(' ')
}

function verdict(student: Labelled, baseline?: ComparisonRow, teacher?: ComparisonRow): string {
  if (!isLabelled(baseline)) return isLabelled(teacher) ? besideTeacher(student, teacher) : ''
  const gained = baseline.errors - student.errors
  if (!isLabelled(teacher)) return effect(gained)
  const gap = baseline.errors - teacher.errors
  if (gap <= 0) {
    const better = gap < 0 ? 'better than' : 'as good as'
    return `the baseline is already ${better} the teacher, so there was no gap to close, and ${effect(gained)}`
  }
  if (gained <= 0) return `${effect(gained)} and closed none of the gap`
  if (gained >= gap) {
    return `distillation closed the whole gap${gained > gap ? ', and the student passed its teacher' : ''}`
  }
  // Rounded down: a gap that is almost closed is not closed.
  const whole = Math.floor((gained / gap) * 100)
  return `distillation closed ${whole === 0 ? 'less than 1' : whole}% of the gap`
}

function effect(gained: number): string {
  if (gained === 0) return 'distillation left the number of errors as it was'
  return `distillation ${gained > 0 ? 'removed' : 'added'} ${errors(Math.abs(gained))}`
}

function besideTeacher(student: Labelled, teacher: Labelled): string {
  const more = student.errors - teacher.errors
  if (more === 0) return 'as many as its teacher'
  return `${count(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than its teacher`
}

function smaller(student: ComparisonRow, teacher?: ComparisonRow): string {
  const [few, many] = [student.parameters, teacher?.parameters]
  if (!few || !many || many < 2 * few) return ''
  return `with 1/${count(Math.floor(many / few))} of the teacher’s parameters`
}

/**
 * Two networks are tested on the same examples, so the variance of the difference of their errors is at most the sum
 * of the errors: what lies outside two roots of it is clear.
 */
function mayBeChance(student: Labelled, baseline?: ComparisonRow): boolean {
  if (!isLabelled(baseline) || student.errors === baseline.errors) return false
  return Math.abs(student.errors - baseline.errors) < 2 * Math.sqrt(student.errors + baseline.errors)
}

function withoutLabels(row: ComparisonRow, name: string): string {
  if (row.agreement === undefined) return `Measured on ${examples(row)}, which have no labels.`
  return `On ${examples(row)} without labels ${name} agrees with its teacher on ${percent(row.agreement)}.`
}

function named(rows: readonly ComparisonRow[], row: ComparisonRow): string {
  const { role, name } = row
  if (role === 'other') return name
  const title = isDistilled(row, rows) ? 'the distilled student' : `the ${role}`
  return rows.filter((row) => row.role === role).length > 1 ? `${title} ${name}` : title
}

function lastOf(rows: readonly ComparisonRow[], role: Role): ComparisonRow | undefined {
  return rows.findLast((row) => row.role === role)
}

const isLabelled = (row: ComparisonRow | undefined): row is Labelled => row?.errors !== undefined
const onSameExamples = (rows: readonly ComparisonRow[]) => new Set(rows.map((row) => row.examples)).size === 1
const examples = ({ examples }: ComparisonRow) =>
  `${count(examples)} ${examples === 1 ? 'example' : 'examples'}`
const errors = (value: number) => `${count(value)} ${value === 1 ? 'error' : 'errors'}`
