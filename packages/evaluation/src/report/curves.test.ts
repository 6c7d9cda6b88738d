import { describe, expect, it } from 'vitest'
import { seriesStyles } from '../chart/series-style'
import { digitsReport } from '../testing/digits-report'
import { trainingSection, validationSection } from './curves'
import type { EpochRecord, ReportStage } from './report'

const styleOf = seriesStyles(digitsReport.stages)
const epoch = (
  number: number,
  train: EpochRecord['train'],
  more: Partial<EpochRecord> = {},
): EpochRecord => ({
  epoch: number,
  epochs: 3,
  step: number,
  train,
  seconds: 1,
  examplesPerSecond: 1,
  ...more,
})
const stage = (epochs: readonly EpochRecord[], more: Partial<ReportStage> = {}): ReportStage => ({
  name: 'student',
  role: 'student',
  reason: 'finished',
  epochs,
  ...more,
})
const panels = (html: string) =>
  Array.from(html.matchAll(/panel-title"><span>(.*?)<\/span><span>([^<]*)</g), ([, name, last]) => [
    name?.replaceAll('<wbr>', ''),
    last,
  ])
const descriptions = (html: string) => Array.from(html.matchAll(/<desc[^>]*>([^<]*)</g), ([, text]) => text)

describe('validationSection', () => {
  it('draws all stages in the same two pairs of axes', () => {
    const { html } = validationSection(digitsReport.stages, styleOf)
    expect(html.match(/<svg class="chart"/g)).toHaveLength(2)
    expect(html.match(/<li>/g)).toHaveLength(3)
    expect(html.match(/class="line series-(teacher|baseline|student)" d="M[\d. ]+L/g)).toHaveLength(6)
  })

  it('tells what the curves do', () => {
    const validated = (number: number, accuracy: number, crossEntropy: number) =>
      epoch(number, { total: 1, terms: {} }, { validation: { accuracy, crossEntropy } })
    const { html } = validationSection([stage([validated(1, 0.5, 2), validated(2, 0.75, 0.25)])], styleOf)
    expect(descriptions(html)).toEqual([
      'student starts at 50.00% in epoch 1 and ends at 75.00% in epoch 2',
      'student starts at 2.0000 nats in epoch 1 and ends at 0.2500 nats in epoch 2',
    ])
  })

  it('leaves out stages without validation, and itself where no stage has any', () => {
    const without = stage([epoch(1, { total: 1, terms: { crossEntropy: 1 } })], { name: 'silent' })
    expect(validationSection([without], styleOf).html).toBe('')
    expect(validationSection([], styleOf).html).toBe('')
    expect(validationSection([without, ...digitsReport.stages], styleOf).html).not.toContain('silent')
  })
})

describe('trainingSection', () => {
  it('gives the total and each term a panel, with its last value', () => {
    const epochs = [
      epoch(1, { total: 2, terms: { crossEntropy: 1, softTargets: 3 } }),
      epoch(2, { total: 1, terms: { crossEntropy: 0.5, softTargets: 1.5, late: 7 } }),
    ]
    expect(panels(trainingSection([stage(epochs)], styleOf).html)).toEqual([
      ['total', '1.0000'],
      ['crossEntropy', '0.5000'],
      ['softTargets', '1.5000'],
      ['late', '7.0000'],
    ])
  })

  it('shows a lone term once, but beside a total that differs from it', () => {
    const lone = (total: number) =>
      panels(trainingSection([stage([epoch(1, { total, terms: { crossEntropy: 1 } })])], styleOf).html)
    expect(lone(1)).toEqual([['crossEntropy', '1.0000']])
    expect(lone(0.5)).toEqual([
      ['total', '0.5000'],
      ['crossEntropy', '1.0000'],
    ])
  })

  it('says how long each stage took, and how it ended unless it just finished', () => {
    const one = [epoch(1, { total: 1, terms: {} })]
    const heading = (stages: readonly ReportStage[]) =>
      Array.from(trainingSection(stages, styleOf).html.matchAll(/<small>– ([^<]*)</g), ([, text]) => text)
    const failed = 'failed: the loss crossEntropy is NaN at step 3'
    expect(heading([stage(one), stage([...one, ...one], { reason: failed }), stage([])])).toEqual([
      '1 epoch',
      `2 epochs, ${failed}`,
      '0 epochs',
    ])
  })

  it('survives a loss that is not a number', () => {
    const { html } = trainingSection(
      [stage([epoch(1, { total: NaN, terms: { crossEntropy: NaN } })], { reason: 'failed' })],
      styleOf,
    )
    expect(html).toContain('no finite values')
    expect(panels(html)).toEqual([
      ['total', 'NaN'],
      ['crossEntropy', 'NaN'],
    ])
    expect(html.replace(/<desc.*<\/desc>|>NaN</g, '')).not.toContain('NaN')
  })

  it('says why a stage failed before its first epoch ended, in a row of its own', () => {
    const { html } = trainingSection([stage([], { reason: 'failed: the loss is NaN at step 0' })], styleOf)
    expect(html).toContain('0 epochs, failed: the loss is NaN at step 0')
    expect(html).toContain('class="stage columns-4"')
    expect(html).not.toContain('class="note"')
  })

  it('is left out where no epoch was trained and nothing went wrong', () => {
    expect(trainingSection([stage([]), stage([])], styleOf).html).toBe('')
  })
})
