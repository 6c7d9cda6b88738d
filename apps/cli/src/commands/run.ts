import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addTrainingOptions, type TrainingOptions } from './shared-options'

export const addRun: AddCommand = (program, { surroundings, endWith }) => {
  const command = program
    .command('run')
    .summary('train what a recipe describes')
    .description(
      'Trains what a recipe describes, stage by stage, compares the networks, and writes students and a report into a folder of its own.',
    )
    .argument('<recipe>', 'a YAML file')
    .argument('[overrides...]', 'key.path=value, put into the recipe before it is read')
    .addHelpText(
      'after',
      examples(
        ['potstill run recipe.yaml', 'as it is written'],
        ['potstill run recipe.yaml training.epochs=1', 'shorter'],
        ['potstill run recipe.yaml "student.mlp.hidden=[64]"', 'another student'],
        ['potstill run recipe.yaml stages.teacher.training.seed=2', 'in one of the stages'],
        ['potstill run recipe.yaml --json | tail -n 1', 'the result for a program'],
      ),
    )
  addTrainingOptions(command, "the recipe's, else auto").action(
    async (file: string, overrides: readonly string[], { runs, backend, ...manner }: TrainingOptions) => {
      const { runFile } = await import('../recipes/run-file')
      const terminal = openTerminal(surroundings, manner)
      const signal = surroundings.stopSignal()
      endWith(await runFile(file, { overrides, runs, backend, terminal, signal }))
    },
  )
}
