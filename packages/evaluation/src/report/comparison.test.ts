import { describe, expect, it } from 'vitest'
import { seriesStyles } from '../chart/series-style'
import type { ComparisonRow } from '../compare'
import { digitsReport } from '../testing/digits-report'
import { comparisonSection } from './comparison'

const section = (rows: readonly ComparisonRow[]) => comparisonSection(rows, seriesStyles(rows)).html
const headers = (html: string) =>
  Array.from(html.matchAll(/<th scope="col"[^>]*>([^<]*)</g), ([, text]) => text)
/** The cells of each row, without the model's name. */
const cells = (html: string) =>
  Array.from(html.matchAll(/<tr role="row" class=.*/g), ([row]) =>
    Array.from(row.matchAll(/<td[^>]*>([^<]*)</g), ([, text]) => text),
  )

describe('comparisonSection', () => {
  it('shows every measure of every model, and a dash where one is not known', () => {
    const html = section(digitsReport.rows)
    expect(headers(html)).toEqual([
      'Model',
      'Accuracy',
      'Errors',
      'Agreement with teacher',
      'Cross-entropy, nats',
      'Parameters',
      'Size',
      'Time per example',
    ])
    expect(cells(html)).toEqual([
      ['98.67%', '133', '–', '0.0512', '2,395,210', '9.58 MB', '211 µs'],
      ['97.03%', '297', '97.27%', '0.1089', '25,450', '102 kB', '6.20 µs'],
      ['97.91%', '209', '98.36%', '0.0718', '25,450', '102 kB', '6.20 µs'],
    ])
  })

  it('leaves out the measures that no model has, and says nothing about times then', () => {
    const html = section([
      { name: 'a', role: 'student', examples: 7, agreement: 0.5 },
      { name: 'b', role: 'other', examples: 7, parameters: 10 },
    ])
    expect(headers(html)).toEqual(['Model', 'Agreement with teacher', 'Parameters'])
    expect(cells(html)).toEqual([
      ['50.00%', '–'],
      ['–', '10'],
    ])
    expect(html).toContain('Measured on 7 examples.<')
  })

  it('says what each model is, unless its name does', () => {
    const roles = (name: string, role: ComparisonRow['role'], more: Partial<ComparisonRow> = {}) =>
      /class="role">([^<]*)</.exec(section([{ name, role, examples: 1, ...more }]))?.[1]
    expect(roles('Teacher', 'teacher')).toBeUndefined()
    expect(roles('big', 'teacher')).toBe('teacher')
    expect(roles('plain', 'baseline')).toBe('without teacher')
    expect(roles('small', 'student', { agreement: 0.9 })).toBe('distilled')
    expect(roles('small', 'student')).toBeUndefined()
    expect(roles('small', 'other')).toBeUndefined()
  })

  it('plots accuracies where there are two to compare', () => {
    expect(section(digitsReport.rows).match(/class="row-label"/g)).toHaveLength(3)
    const [first, second] = digitsReport.rows
    expect(section([first!, { name: 'x', role: 'other', examples: 5 }])).not.toContain('row-label')
    expect(section([first!, second!, { name: 'x', role: 'other', examples: 5 }])).not.toContain('NaN')
  })

  it('is left out where nothing was compared', () => {
    expect(section([])).toBe('')
  })
})
