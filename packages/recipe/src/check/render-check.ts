import type { InputShape, Shape } from '@potstill/spec'
import type { RecipeCheck, SignalSource, StageCheck, TermCheck } from './check-recipe'

/** Writes a check as text for a terminal. */
export function renderCheck({ name, stages }: RecipeCheck): string {
  return [
    `${name}: ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}`,
    ...stages.map(renderStage),
  ].join('\n\n')
}

function renderStage({ name, data, student, teacher, terms, optimizer, ...training }: StageCheck): string {
  const { epochs, batchSize, stepsPerEpoch } = training
  const splits = Object.entries(data.splits).map(
    ([split, size]) => `${split} ${size === null ? '?' : count(size)}`,
  )
  const classes = data.classes === undefined ? 'no labels' : `${data.classes} classes`
  const lines = [
    ['data', `${data.name}: ${splits.join(', ')}; inputs ${shapeText(data.inputShape)}, ${classes}`],
    ['student', `${student.name}: ${count(student.parameters)} parameters`],
    ['teacher', teacher === undefined ? 'none' : teacherText(teacher)],
    ...terms.map((term) => ['loss', termText(term)]),
    ['optimizer', optimizer],
    [
      'training',
      `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}${stepsPerEpoch === undefined ? '' : ` of ${count(stepsPerEpoch)} steps`}, ${batchSize} examples a step`,
    ],
  ] as const
  return [name, ...lines.map(([label, text]) => `  ${label!.padEnd(10)}${text}`)].join('\n')
}

function termText({ name, needs, uses }: TermCheck): string {
  const list = (sources: readonly SignalSource[]) =>
    sources.map(({ signal, from }) => `${signal} (${from})`).join(', ')
  return `${name}: needs ${list(needs)}${uses.length === 0 ? '' : `; takes ${list(uses)} where there are any`}`
}

function teacherText({ name, stage, gives, parameters }: NonNullable<StageCheck['teacher']>): string {
  const who = stage === undefined ? name : `the student of ${stage}`
  return `${who}: gives ${gives.join(', ')}${parameters === undefined ? '' : `; ${count(parameters)} parameters`}`
}

function shapeText(shape: InputShape): string {
  const sizes = (of: Shape) => `[${of.join(', ')}]`
  if (isShape(shape)) return sizes(shape)
  return Object.entries(shape)
    .map(([input, each]) => `${input} ${sizes(each)}`)
    .join(', ')
}

function isShape(shape: InputShape): shape is Shape {
  return Array.isArray(shape)
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
