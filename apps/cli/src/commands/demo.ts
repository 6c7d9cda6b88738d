import { InvalidArgumentError, Option } from 'commander'
import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addTrainingOptions, type TrainingOptions } from './shared-options'

interface DemoOptions extends TrainingOptions {
  readonly seed?: number
  readonly epochs?: number
}

export const addDemo: AddCommand = (program, { surroundings, endWith }) => {
  const command = program
    .command('demo')
    .summary('distil a large network into a small one, on MNIST')
    .description(
      'Trains a large network to read handwritten digits, and then a small one twice: on the labels alone, and with the large one as its teacher. Takes about three minutes on two processor cores.',
    )
    .argument('[overrides...]', 'key.path=value, put into the recipe of the demo')
    .addOption(
      new Option('--seed <number>', 'of weights, batches and dropout (default: 1)').argParser(wholeNumber(0)),
    )
    .addOption(
      new Option('--epochs <number>', 'of every stage, for a quicker look').argParser(wholeNumber(1)),
    )
    .addHelpText(
      'after',
      examples(
        ['potstill demo', 'the whole of it'],
        ['potstill demo --epochs 1', 'a quicker look'],
        ['potstill demo --seed 2 --json', 'another seed; the result for a program'],
      ),
    )
  addTrainingOptions(command, 'auto').action(
    async (overrides: readonly string[], { runs, backend, seed, epochs, ...manner }: DemoOptions) => {
      const { runDemo } = await import('../demo/run-demo')
      const terminal = openTerminal(surroundings, manner)
      const signal = surroundings.stopSignal()
      endWith(await runDemo({ overrides, seed, epochs, runs, backend, terminal, signal }))
    },
  )
}

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`It should be a whole number of at least ${least}.`)
  }
}
