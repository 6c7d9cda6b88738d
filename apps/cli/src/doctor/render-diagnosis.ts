import type { Colours } from '../terminal/colours'
import { columns } from '../terminal/columns'
import type { Diagnosis } from './diagnosis'

/** Writes a diagnosis as text for a terminal. */
export function renderDiagnosis(diagnosis: Diagnosis, { bold, dim, red, green }: Colours): string {
  const { machine, backend, betterBackends, selfTest, runs, problems, healthy } = diagnosis
  const mark = (well: boolean) => (well ? green('ok') : red('no'))
  const rows = [
    ['Potstill', machine.potstill],
    ['Node.js', machine.node],
    ['platform', machine.platform],
    ['processor', `${machine.processors} × ${machine.processor}`],
    ['memory', `${gigabytes(machine.memory)}, ${gigabytes(machine.freeMemory)} free`],
    ['backend', backend === undefined ? red('none') : backendText(backend)],
    ...(selfTest
      ? [
          [
            'gradient',
            `${mark(selfTest.gradientError < 1e-4)}, ${selfTest.gradientError.toExponential(1)} from its closed form`,
          ],
          [
            'training',
            `${mark(selfTest.lastLoss < selfTest.firstLoss)}, loss ${selfTest.firstLoss.toPrecision(3)} → ${selfTest.lastLoss.toPrecision(3)} in 30 steps`,
          ],
        ]
      : []),
    ['runs', `${mark(runs.writable)}, ${runs.path}`],
  ]
  return [
    columns(rows, 0),
    ...(betterBackends.length === 0
      ? []
      : [
          `\n${bold('Faster backends that are not available')}`,
          ...betterBackends.map(
            ({ name, reason, fix }) => `  ${name}: ${reason}\n    ${dim(`to get it: ${fix}`)}`,
          ),
        ]),
    '',
    ...(healthy
      ? [green('This machine can train.')]
      : problems.map((problem) => `${red('problem:')} ${problem}`)),
  ].join('\n')
}

function backendText({ name, version, threads }: NonNullable<Diagnosis['backend']>): string {
  const width = threads === undefined ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return `${name}${version === undefined ? '' : ` ${version}`}${width}`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
