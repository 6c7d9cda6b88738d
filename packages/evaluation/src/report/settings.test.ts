import { describe, expect, it } from 'vitest'
import { digitsReport } from '../testing/digits-report'
import type { Report } from './report'
import { settingsSection } from './settings'

const empty: Report = { title: '', created: '', rows: [], stages: [], environment: {} }
const section = (report: Partial<Report>) => settingsSection({ ...empty, ...report }).html
const headers = (html: string) =>
  Array.from(html.matchAll(/<th scope="col">(.*?)<\/th>/g), ([, text]) => text?.replaceAll('<wbr>', ''))
const firstRow = (html: string) =>
  Array.from((/<tbody>.*/.exec(html)?.[0] ?? '').matchAll(/<t[hd][^>]*>([^<]*)</g), ([, text]) => text)

describe('settingsSection', () => {
  it('lists the environment in its order', () => {
    const html = section({ environment: { seed: '1', backend: 'cpu' } })
    expect(html.replace(/\s+/g, ' ')).toContain('<dt>seed</dt><dd>1</dd> <dt>backend</dt><dd>cpu</dd>')
  })

  it('keeps the recipe as it is', () => {
    expect(section({ recipe: 'a: 1\n  b: <x>\r\n' })).toContain('<code>a: 1\n  b: &lt;x&gt;\r\n</code>')
    expect(section({ environment: { seed: '1' } })).not.toContain('<pre')
  })

  it('gives the numbers of each epoch', () => {
    const train = { total: 0.5, terms: { crossEntropy: 0.25, softTargets: 0.125 }, accuracy: 0.75 }
    const validation = { accuracy: 0.875, crossEntropy: 2 }
    const record = { epoch: 1, epochs: 1, step: 9, train, validation, seconds: 12.34, examplesPerSecond: 1 }
    const html = section({
      stages: [{ name: 'student', role: 'student', reason: 'finished', epochs: [record] }],
    })
    expect(headers(html)).toEqual([
      'Epoch',
      'Total loss',
      'crossEntropy',
      'softTargets',
      'Training accuracy',
      'Validation accuracy',
      'Validation cross-entropy',
      'Seconds',
    ])
    expect(firstRow(html)).toEqual(['1', '0.5000', '0.2500', '0.1250', '75.00%', '87.50%', '2.0000', '12.3'])
  })

  it('has no column for what was not measured, and a dash for what was measured elsewhere', () => {
    const record = { epochs: 2, step: 9, seconds: 1, examplesPerSecond: 1 }
    const html = section({
      stages: [
        {
          name: 'student',
          role: 'student',
          reason: 'failed',
          epochs: [
            { ...record, epoch: 1, train: { total: 1, terms: {} } },
            { ...record, epoch: 2, train: { total: NaN, terms: { late: 2 } } },
          ],
        },
      ],
    })
    expect(headers(html)).toEqual(['Epoch', 'Total loss', 'late', 'Seconds'])
    expect(firstRow(html)).toEqual(['1', '1.0000', '–', '1.0'])
  })

  it('gives a stage without epochs no table, and is left out where there is nothing to say', () => {
    const [stage] = digitsReport.stages
    expect(section({ stages: [{ ...stage!, epochs: [] }], recipe: 'x' })).not.toContain('Epochs of')
    expect(section({ stages: [{ ...stage!, epochs: [] }] })).toBe('')
  })
})
