import type { BackendChoice } from '@potstill/backend'
import { renderTable, summarize } from '@potstill/evaluation'
import { runRecipe, type RecipeResult, type StageEvent } from '@potstill/recipe'
import { progressLine } from '@potstill/trainer'
import { relative, resolve } from 'node:path'
import type { Terminal } from '../terminal/terminal'
import { environmentOf } from './environment'
import type { OpenedRecipe } from './open-recipe'

export interface TrainOptions {
  readonly choice: BackendChoice
  readonly runs: string
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Runs a recipe and shows it: progress while it trains, and at the end the table, what it says, and where all is. */
export async function train(
  { recipe, storage }: OpenedRecipe,
  { choice, runs, terminal, signal }: TrainOptions,
): Promise<RecipeResult> {
  const { progress, colours, note } = terminal
  const result = await runRecipe(recipe, {
    storage,
    runs: resolve(runs),
    callbacks: progress ? [progressLine(progress)] : [],
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

function stageTitle({ name, role, index, count }: StageEvent): string {
  return `${index + 1} of ${count}: ${name}${role === 'other' || role === name ? '' : `, the ${role}`}`
}

function show({ rows, report, reason, run, split }: RecipeResult, terminal: Terminal): void {
  const { result, resultColours: colours } = terminal
  if (reason === 'stopped') terminal.note(`Stopped. What is trained so far is in ${fromHere(run)}.`)
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
