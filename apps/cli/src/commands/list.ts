import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addSpeechOptions, gather, type SpeechOptions } from './shared-options'

export const addList: AddCommand = (program, { surroundings }) => {
  const command = program
    .command('list')
    .summary('list the components that recipes can name')
    .description(
      'Lists the components that recipes can name, with what they do and the paper they come from.',
    )
    .argument(
      '[kind]',
      'losses, schedules, temperatures, teachers, students, data, augmentations, strategies, optimizers or callbacks',
    )
    .option('--plugin <module>', 'add the components of a plugin (path or package name; repeatable)', gather)
    .addHelpText(
      'after',
      examples(
        ['potstill list', 'everything'],
        ['potstill list losses', 'one kind'],
        ['potstill list --plugin ./mine.mjs', 'with those of a plugin'],
      ),
    )
  addSpeechOptions(command).action(
    async (
      kind: string | undefined,
      { plugin = [], ...manner }: SpeechOptions & { readonly plugin?: readonly string[] },
    ) => {
      const { listComponents } = await import('../listing/list-components')
      await listComponents({ kind, plugins: plugin, terminal: openTerminal(surroundings, manner) })
    },
  )
}
