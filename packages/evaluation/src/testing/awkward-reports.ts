import type { Report } from '../report/report'
import { digitsReport } from './digits-report'

export const hostileText = `<script>alert('x')</script><img src=x onerror="alert(1)">"'&amp;`
const hostileEpochs = digitsReport.stages[2]!.epochs.map((epoch) => ({
  ...epoch,
  train: { ...epoch.train, terms: { [hostileText]: 1, crossEntropy: epoch.epoch } },
}))

/** A report in which every text is out for mischief. */
export const hostileReport: Report = {
  title: hostileText,
  created: hostileText,
  rows: digitsReport.rows.map((row, index) => ({ ...row, name: `${hostileText}${index}` })),
  stages: [
    { name: `${hostileText}0`, role: 'student', epochs: hostileEpochs, reason: `failed: ${hostileText}` },
  ],
  environment: { [hostileText]: hostileText },
  recipe: `name: ${hostileText}\n`,
  confusion: {
    ...digitsReport.confusion!,
    classNames: Array.from({ length: 10 }, (_, index) => `${hostileText}${index}`),
  },
}

const [teacher, , student] = digitsReport.stages
const longName = 'a-student-with-a-name-of-one-word-that-goes-on-and-on-without-end'

/** Many networks, long names, 20 classes, and stages that went wrong in every way. */
export const crowdedReport: Report = {
  ...digitsReport,
  title: `${longName} beside seven others, among them some that were never measured`,
  rows: [
    ...digitsReport.rows,
    { name: 'assistant', role: 'other', examples: 10_000, accuracy: 0.1, errors: 9000, crossEntropy: NaN },
    { name: 'conv', role: 'other', examples: 10_000, accuracy: 1, errors: 0, parameters: 138_357_544 },
    { name: 'born again', role: 'other', examples: 10_000 },
    { name: longName, role: 'other', examples: 10_000, forwardMilliseconds: 2400, bytes: 3 },
  ],
  stages: [
    ...digitsReport.stages,
    { name: 'conv', role: 'other', epochs: [], reason: 'failed: the loss softTargets is NaN at step 0' },
    { name: 'one', role: 'other', epochs: teacher!.epochs.slice(0, 1), reason: 'stopped' },
    {
      name: longName,
      role: 'other',
      reason: 'finished',
      epochs: Array.from({ length: 300 }, (_, index) => ({
        ...student!.epochs[index % 20]!,
        epoch: index + 1,
        train: {
          total: index === 5 ? Infinity : 1e9 / (index + 1),
          terms: { [longName]: NaN, tiny: 1e-7 * index },
        },
      })),
    },
  ],
  environment: { ...digitsReport.environment, [longName]: longName.repeat(3) },
  confusion: {
    counts: Array.from({ length: 20 }, (_, label) =>
      Array.from({ length: 20 }, (_, guess) => (label === guess ? 50 + label : (label * guess) % 3)),
    ),
    classNames: Array.from({ length: 20 }, (_, index) => `${longName}-${index}`),
  },
}
