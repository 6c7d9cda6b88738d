import { describe, expect, it } from 'vitest'
import type { ComparisonRow, Role } from './compare'
import { gapClosed, summarize } from './summary'

const row = (role: Role, errors: number, more: Partial<ComparisonRow> = {}): ComparisonRow => ({
  name: role,
  role,
  examples: 10_000,
  errors,
  ...more,
})
const three = (teacher: number, baseline: number, student: number) => [
  row('teacher', teacher),
  row('baseline', baseline),
  row('student', student),
]

describe('gapClosed', () => {
  it.each([
    ['half of it', three(100, 300, 200), 0.5],
    ['none of it', three(100, 300, 300), 0],
    ['less than none', three(100, 300, 350), -0.25],
    ['more than all', three(100, 300, 50), 1.25],
    ['what the last of a role did', [...three(100, 300, 300), row('student', 100)], 1],
  ])('tells %s', (_, rows, expected) => {
    expect(gapClosed(rows)).toBe(expected)
  })

  it.each([
    ['there is no gap', three(300, 300, 200)],
    ['the gap is reversed', three(400, 300, 200)],
    ['a row is missing', three(100, 300, 200).slice(1)],
    [
      'a row has no labels',
      [...three(100, 300, 200).slice(0, 2), { ...row('student', 0), errors: undefined }],
    ],
    ['the examples differ', [row('teacher', 1, { examples: 5 }), row('baseline', 3), row('student', 2)]],
  ])('is unknown where %s', (_, rows) => {
    expect(gapClosed(rows as ComparisonRow[])).toBeUndefined()
  })
})

describe('summarize', () => {
  const counts = (teacher: number, baseline: number, student: number) =>
    `On 10,000 examples the distilled student makes ${student} errors, the baseline ${baseline} and the teacher ${teacher}`

  it.each([
    [three(133, 297, 209), `${counts(133, 297, 209)}: distillation closed 53% of the gap.`],
    [three(100, 300, 100), `${counts(100, 300, 100)}: distillation closed the whole gap.`],
    [
      three(100, 300, 50),
      `${counts(100, 300, 50)}: distillation closed the whole gap, and the student passed its teacher.`,
    ],
    [
      three(100, 300, 300),
      `${counts(100, 300, 300)}: distillation left the number of errors as it was and closed none of the gap.`,
    ],
    [
      three(100, 300, 400),
      `${counts(100, 300, 400)}: distillation added 100 errors and closed none of the gap.`,
    ],
    [
      three(300, 300, 200),
      `${counts(300, 300, 200)}: the baseline is already as good as the teacher, so there was no gap to close, and distillation removed 100 errors.`,
    ],
    [
      three(301, 300, 400),
      `${counts(301, 300, 400)}: the baseline is already better than the teacher, so there was no gap to close, and distillation added 100 errors.`,
    ],
    [
      three(100, 999, 101),
      // 898 of 899 errors: rounded, it would read as the whole gap.
      `${counts(100, 999, 101)}: distillation closed 99% of the gap.`,
    ],
  ])('says what distillation brought: %#', (rows, sentence) => {
    expect(summarize(rows)).toBe(sentence)
  })

  it('says where a difference may be chance: below 2 √(sum of the errors)', () => {
    const doubt = 'A difference this small between student and baseline may be chance.'
    // 2 √(300 + 250) = 46.9; 2 √(300 + 255) = 47.1.
    expect(summarize(three(100, 300, 250))).toBe(
      `${counts(100, 300, 250)}: distillation closed 25% of the gap.`,
    )
    expect(summarize(three(100, 300, 255))).toBe(
      `${counts(100, 300, 255)}: distillation closed 22% of the gap. ${doubt}`,
    )
    expect(summarize(three(100, 300, 299))).toBe(
      `${counts(100, 300, 299)}: distillation closed less than 1% of the gap. ${doubt}`,
    )
    expect(summarize(three(100, 300, 310))).toContain(doubt)
  })

  it('tells how much smaller the student is', () => {
    const rows = [row('teacher', 100, { parameters: 2_395_210 }), row('student', 200, { parameters: 25_450 })]
    expect(summarize(rows)).toBe(
      'On 10,000 examples the distilled student makes 200 errors and the teacher 100: 100 more than its teacher, with 1/94 of the teacher’s parameters.',
    )
    const nearly = [row('teacher', 100, { parameters: 19 }), row('student', 100, { parameters: 10 })]
    expect(summarize(nearly)).toMatch(/: as many as its teacher\.$/)
  })

  it.each([
    [[], 'Nothing was compared.'],
    // Alone, nothing says that it had a teacher.
    [[row('student', 1, { examples: 1 })], 'On 1 example the student makes 1 error.'],
    [
      [row('teacher', 3), row('student', 1)],
      'On 10,000 examples the distilled student makes 1 error and the teacher 3: 2 fewer than its teacher.',
    ],
    [
      [row('baseline', 300), row('student', 200)],
      'On 10,000 examples the distilled student makes 200 errors and the baseline 300: distillation removed 100 errors.',
    ],
    [[row('teacher', 3)], 'On 10,000 examples the teacher makes 3 errors.'],
    [[row('other', 3, { name: 'linear' })], 'On 10,000 examples linear makes 3 errors.'],
    [
      [row('student', 900, { name: 'a' }), row('student', 800, { name: 'b' }), row('teacher', 100)],
      'On 10,000 examples the distilled student b makes 800 errors and the teacher 100: 700 more than its teacher.',
    ],
    [
      [row('teacher', 1, { examples: 5 }), row('student', 2)],
      'The networks were measured on different numbers of examples, so their errors cannot be compared.',
    ],
    [
      [{ name: 's', role: 'student' as const, examples: 1000, agreement: 0.9781 }],
      'On 1,000 examples without labels the distilled student agrees with its teacher on 97.81%.',
    ],
    [
      [{ name: 's', role: 'student' as const, examples: 1000 }],
      'Measured on 1,000 examples, which have no labels.',
    ],
  ])('finds words for what there is: %#', (rows, sentence) => {
    expect(summarize(rows)).toBe(sentence)
  })
})
