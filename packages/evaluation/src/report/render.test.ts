import { describe, expect, it } from 'vitest'
import { hostileReport, hostileText } from '../testing/awkward-reports'
import { digitsReport } from '../testing/digits-report'
import { renderReport } from './render'
import type { Report } from './report'

const bare: Report = {
  title: 'Digits',
  created: '2026-05-04T15:30:00.000Z',
  rows: [],
  stages: [],
  environment: {},
}
const headings = (html: string) => Array.from(html.matchAll(/<h2[^>]*>([^<]*)</g), ([, text]) => text)

describe('renderReport', () => {
  it('has a section for each thing that there is to tell', () => {
    expect(headings(renderReport(digitsReport))).toEqual([
      'Comparison',
      'Validation',
      'Training loss',
      'The student’s classes',
      'Settings',
    ])
    expect(headings(renderReport(bare))).toEqual([])
  })

  it('begins with the title, the date and what the comparison shows', () => {
    const html = renderReport(digitsReport)
    expect(html).toContain(`<title>${digitsReport.title}</title>`)
    expect(html).toContain(`<h1>${digitsReport.title}</h1>`)
    expect(html).toMatch(/<time datetime="2026-05-04T15:30:00.000Z">4 May 2026,? (at )?15:30 UTC</)
    expect(html).toContain('<p class="lead">On 10,000 examples the distilled student makes 209 errors')
  })

  it('is whole without stages, with an epoch or with none, and after a failure', () => {
    const [teacher] = digitsReport.stages
    for (const epochs of [[], teacher!.epochs.slice(0, 1)]) {
      const html = renderReport({ ...bare, stages: [{ ...teacher!, epochs, reason: 'failed: NaN loss' }] })
      expect(html).toContain('failed: NaN loss')
      expect(html.replace('failed: NaN loss', '')).not.toMatch(/NaN|undefined|Infinity|\[object/)
      expect(html.trimEnd()).toMatch(/<\/html>$/)
    }
    expect(renderReport(bare)).toContain('Nothing was compared.')
  })

  it('needs nothing from outside: no address, no script, no file', () => {
    const html = renderReport(digitsReport)
    expect(html).not.toMatch(/https?:|<script|\bsrc=|url\(|@import|<link(?! rel="icon" href="data:,">)/)
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`)
  })

  it('escapes every text of a report', () => {
    const html = renderReport(hostileReport)
    expect(html).not.toMatch(/<script|<img|[^;]"'&amp;amp/)
    expect(html).not.toContain(hostileText.slice(0, 8))
    // Title twice, date, names, terms, reason, environment, recipe, classes.
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(40)
  })

  it('gives a model the same marker in the table and in the curves', () => {
    const rows = [{ name: 'plain', role: 'baseline' as const, examples: 1, accuracy: 1 }]
    const stages = [
      { ...digitsReport.stages[0]!, name: 'second', role: 'baseline' as const },
      { ...digitsReport.stages[1]!, name: 'plain', role: 'baseline' as const },
    ]
    const html = renderReport({ ...bare, rows, stages })
    const legend = (name: string) => new RegExp(`series-(\\w+)[^>]*></path></svg>${name}`).exec(html)?.[1]
    expect(legend('plain')).toBe('baseline')
    expect(legend('second')).toBe('fourth')
    expect(/class="key" viewBox="9 0 12 12".*?series-(\w+)/.exec(html)?.[1]).toBe('baseline')
  })

  it('gives every id once', () => {
    const ids = Array.from(renderReport(digitsReport).matchAll(/ id="([^"]*)"/g), ([, id]) => id)
    expect(ids.length).toBeGreaterThan(20)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('shows a date that is none as it is', () => {
    expect(renderReport({ ...bare, created: 'last week' })).toContain('<p class="date">last week</p>')
  })
})
