import { PotstillError, type Progress } from '@potstill/spec'
import { sum, tidy } from '@tensorflow/tfjs-core'
import type { Gradients } from './compute-gradients'
import type { LearnerTerm } from './resolve-learners'
import type { ResolvedTerm } from './resolve-terms'
import type { StepNumbers } from './step-scalars'
import type { StepResult } from './step-options'

/** The numbers of a report, `[terms + learners + 2]`, as `computeGradients` puts them together. */
export type Report = Float32Array

interface ReportEntries {
  readonly total: number
  readonly values: readonly number[]
  readonly accuracy: number
  readonly health: number
  /** Of the learners after the first. */
  readonly others: readonly number[]
}

function entriesOf(report: Report, terms: number): ReportEntries {
  const [total = Number.NaN, ...rest] = report
  const [accuracy = Number.NaN, health = Number.NaN, ...others] = rest.slice(terms)
  return { total, values: rest.slice(0, terms), accuracy, health, others }
}

/** Whether every loss and every gradient is finite. */
export function isFiniteReport(report: Report, terms: number): boolean {
  const { total, values, health } = entriesOf(report, terms)
  return [total, ...values, health].every(Number.isFinite)
}

/** What a step tells, of a report whose numbers are finite. */
export function stepResult(report: Report, terms: readonly LearnerTerm[], numbers: StepNumbers): StepResult {
  const { total, values, accuracy, others } = entriesOf(report, terms.length)
  return {
    total,
    terms: byName(terms, values),
    weights: byName(terms, numbers.weights),
    temperatures: Object.fromEntries(
      terms.flatMap(({ name, loss }, index) =>
        loss.traits.softened ? [[name, numbers.temperatures[index] ?? 1]] : [],
      ),
    ),
    learningRate: numbers.learningRate,
    ...(Number.isNaN(accuracy)
      ? {}
      : { accuracy, ...accuraciesByName(learnerNames(terms), [accuracy, ...others]) }),
  }
}

function accuraciesByName(
  names: readonly string[],
  values: readonly number[],
): Pick<StepResult, 'accuracies'> {
  if (names.length === 0) return {}
  return {
    accuracies: Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN])),
  }
}

/** In their order; none where one student needs no name. */
function learnerNames(terms: readonly LearnerTerm[]): readonly string[] {
  return [...new Set(terms.flatMap(({ learner: { name } }) => name ?? []))]
}

/** The report of several batches whose means were taken over all of them. */
export function addReports(reports: readonly Report[]): Report {
  const [first = new Float32Array()] = reports
  return first.map((_, index) => reports.reduce((sum, report) => sum + (report[index] ?? Number.NaN), 0))
}

/** Reads the numbers of a pass; throws where one is not finite. */
export async function checkReport(
  gradients: Gradients,
  terms: readonly LearnerTerm[],
  progress: Progress,
): Promise<Report> {
  const report = await gradients.report.data<'float32'>()
  const { total, values, health } = entriesOf(report, terms.length)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  const culprit = terms[bad]
  if (culprit !== undefined) throw notFinite(culprit.name, 'loss', values[bad], progress)
  if (!Number.isFinite(total)) throw notFinite('total', 'loss', total, progress)
  if (!Number.isFinite(health)) throw notFinite(blownUp(gradients), 'gradient', health, progress)
  return report
}

function byName(terms: readonly ResolvedTerm[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(terms.map(({ name }, index) => [name, values[index] ?? Number.NaN]))
}

function notFinite(name: string, what: string, value: number | undefined, progress: Progress): PotstillError {
  return new PotstillError({
    code: 'trainer/not-finite',
    component: name,
    expected: `a finite ${what}`,
    received: `${value} at step ${progress.step + 1} (epoch ${Math.floor(progress.epoch) + 1})`,
    fix: 'lower the learning rate or this term’s weight; the student keeps the last good weights',
    category: 'work',
  })
}

/** Which gradient it was; only looked for when there is one. */
function blownUp({ byVariable }: Gradients): string {
  const found = Object.entries(byVariable).find(([, gradient]) =>
    tidy(() => !Number.isFinite(sum(gradient).dataSync()[0])),
  )
  return found?.[0] ?? 'gradients'
}
