import type { InputShape, Shape } from '@potstill/spec'
import { stringify } from 'yaml'
import type { LearningCheck, RecipeCheck, SignalSource, StageCheck, TermCheck } from './check-recipe'

type Line = readonly [label: string, text: string]

/** Writes a check as text for a terminal. */
export function renderCheck({ name, stages }: RecipeCheck): string {
  return [
    `${name}: ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}`,
    ...stages.map(renderStage),
  ].join('\n\n')
}

function renderStage(stage: StageCheck): string {
  const { name, data, augment, learners, strategies = [], optimizer, callbacks = [] } = stage
  const splits = Object.entries(data.splits).map(
    ([split, size]) => `${split} ${size === null ? '?' : count(size)}`,
  )
  const classes = data.classes === undefined ? 'no labels' : `${data.classes} classes`
  const lines: readonly Line[] = [
    ['data', `${data.name}: ${splits.join(', ')}; inputs ${shapeText(data.inputShape)}, ${classes}`],
    ...(augment ? [['augment', augmentText(augment)] as const] : []),
    ...(learners?.flatMap((learner) => [['learner', learner.name] as const, ...learningLines(learner)]) ??
      learningLines(stage)),
    ...strategies.map((strategy) => ['strategy', strategy] as const),
    ['optimizer', optimizer],
    ...callbacks.map((callback) => ['callback', callback] as const),
    ...trainingLines(stage),
  ]
  return [name, ...lines.map(([label, text]) => `  ${label.padEnd(10)}${text}`)].join('\n')
}

function learningLines({ student, teacher, peer, terms }: LearningCheck & { readonly peer?: string }) {
  const from = student.stage === undefined ? '' : `; goes on from ${student.stage}`
  const none = peer === undefined ? 'none' : `the learner ${peer}`
  return [
    ['student', `${student.name}: ${count(student.parameters)} parameters${from}`],
    ['teacher', teacher === undefined ? none : teacherText(teacher)],
    ...terms.map((term) => ['loss', termText(term)] as const),
  ] as const satisfies readonly Line[]
}

function trainingLines({ epochs, batchSize, stepsPerEpoch, rules = {} }: StageCheck): readonly Line[] {
  const { accumulate, ...others } = rules
  const steps = stepsPerEpoch === undefined ? '' : ` of ${counted(stepsPerEpoch, 'step')}`
  const examples = accumulate === undefined ? `${batchSize}` : `${String(accumulate)} × ${batchSize}`
  return [
    ['training', `${counted(epochs, 'epoch')}${steps}, ${examples} examples a step`],
    ...Object.entries(others).map(([key, value]) => ['', `${key}: ${flow(value)}`] as const),
  ]
}

function augmentText({ of, views, teacher }: NonNullable<StageCheck['augment']>): string {
  const also = [
    ...(views === undefined ? [] : [counted(views, 'further view')]),
    ...(teacher === undefined ? [] : [teacherViews[teacher] ?? teacher]),
  ]
  return [of.join(', '), ...also].join('; ')
}

const teacherViews: Readonly<Record<string, string>> = {
  same: 'the teacher sees the same',
  clean: 'the teacher sees nothing of it',
  own: 'the teacher sees draws of its own',
}

function termText({ name, needs, uses, start }: TermCheck): string {
  const list = (sources: readonly SignalSource[]) =>
    sources.map(({ signal, from }) => `${signal} (${from})`).join(', ')
  const taken = uses.length === 0 ? '' : `; takes ${list(uses)} where there are any`
  return `${name}: needs ${list(needs)}${taken}${start === undefined ? '' : `; starts from that of ${start}`}`
}

function teacherText({ name, stage, gives, parameters }: NonNullable<StageCheck['teacher']>): string {
  const who = stage === undefined ? name : `the student of ${stage}`
  return `${who}: gives ${gives.join(', ')}${parameters === undefined ? '' : `; ${count(parameters)} parameters`}`
}

/** On one line, as a recipe writes it. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
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

function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`
}
