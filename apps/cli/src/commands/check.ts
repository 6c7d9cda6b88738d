import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addBackendOption, addSpeechOptions, type SpeechOptions } from './shared-options'

export const addCheck: AddCommand = (program, { surroundings }) => {
  const command = program
    .command('check')
    .summary('do everything a run does before it trains')
    .description(
      'Reads a recipe, opens its data and teachers, builds its students and tries each stage on a batch, and tells what the run would be. Nothing is trained and nothing written.',
    )
    .argument('<recipe>', 'a YAML file')
    .argument('[overrides...]', 'key.path=value, put into the recipe before it is read')
    .addHelpText(
      'after',
      examples(
        ['potstill check recipe.yaml', 'is it right, and what does it come to?'],
        ['potstill check recipe.yaml training.batchSize=32', 'and with this change?'],
        ['potstill check recipe.yaml --json', 'for a program'],
      ),
    )
  addSpeechOptions(addBackendOption(command, "the recipe's, else auto")).action(
    async (
      file: string,
      overrides: readonly string[],
      { backend, ...manner }: SpeechOptions & { readonly backend?: string },
    ) => {
      const { checkFile } = await import('../recipes/check-file')
      await checkFile(file, { overrides, backend, terminal: openTerminal(surroundings, manner) })
    },
  )
}
