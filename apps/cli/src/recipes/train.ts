import type { BackendChoice } from '@potstill/backend'
import { renderTable, summarize } from '@potstill/evaluation'
import { tensorboard } from '@potstill/loggers'
import { runRecipe, type Recipe, type RecipeResult, type StageEvent } from '@potstill/recipe'
import { progressLine } from '@potstill/trainer'
import { relative, resolve } from 'node:path'
import type { Terminal } from '../terminal/terminal'
import { environmentOf } from './environment'
import type { OpenedRecipe } from './open-recipe'
import type { OpenedRun } from './open-run'

export interface TrainOptions {
  readonly choice: BackendChoice
  /** Where the folder of a new run is made. */
  readonly runs?: string
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Runs a recipe, or goes on with a run, and shows it: progress while it trains, and at the end the table, what it says, and where all is. */
export async function train(
  { recipe, folder, storage, resume }: OpenedRecipe & Partial<OpenedRun>,
  { choice, runs = './runs', terminal, signal }: TrainOptions,
): Promise<RecipeResult> {
  const { progress, colours, note } = terminal
  const result = await runRecipe(recipe, {
    storage,
    runs: resolve(runs),
    origin: relative(resolve(runs), resolve(folder)),
    ...(resume !== undefined && { resume }),
    callbacks: [...(progress ? [progressLine(progress)] : []), ...eventFile(recipe)],
    signal,
    environment: environmentOf(choice),
    onStage: (event) => {
      if (event.type === 'start' && event.count > 1) note(`\n${colours.bold(stageTitle(event))}`)
    },
    onMessage: (text) => note(colours.dim(text.replaceAll(resolve('.') + '/', ''))),
  })
  show(result, terminal)
  return result
}

/** Every run has a TensorBoard event file; not a second one where the recipe asks for its own. */
function eventFile({ stages }: Recipe) {
  const { name } = tensorboard
  const isAsked = stages.some(({ callbacks }) => callbacks?.some((callback) => callback.name === name))
  return isAsked ? [] : [tensorboard()]
}

function stageTitle({ name, role, index, count }: StageEvent): string {
  return `${index + 1} of ${count}: ${name}${role === 'other' || role === name ? '' : `, the ${role}`}`
}

function show({ rows, report, reason, run, split }: RecipeResult, terminal: Terminal): void {
  const { result, resultColours: colours } = terminal
  if (reason === 'stopped') {
    terminal.note(`Stopped. What is trained so far is in ${fromHere(run)}; to go on:`)
    terminal.note(`  potstill resume ${fromHere(run)}`)
  }
  if (rows.length > 0) {
    terminal.note('')
    result(`${renderTable(rows)}\n`)
    result(colours.bold(summarize(rows)))
    if (split === 'validation') result('Measured on the validation split: the data have no test split.')
  }
  result(`Report: ${fromHere(report)}`)
}

/** Short for files below the working directory. */
function fromHere(path: string): string {
  const short = relative('.', path)
  return short.startsWith('..') ? path : short
}
