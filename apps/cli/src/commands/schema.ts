import { Option } from 'commander'
import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { gather } from './shared-options'

export const addSchema: AddCommand = (program, { surroundings }) => {
  program
    .command('schema')
    .summary('print the JSON Schema of recipes, for editors')
    .description(
      'Prints the JSON Schema (draft 2020-12) of recipes, with every component and its options. An editor that knows YAML checks and completes recipes with it.',
    )
    .option('--plugin <module>', 'add the components of a plugin (path or package name; repeatable)', gather)
    .addOption(new Option('-v, --verbose', 'show where errors come from'))
    .addHelpText(
      'after',
      `${examples(
        ['potstill schema > potstill.schema.json', 'for the editor'],
        ['potstill schema --plugin ./mine.mjs', 'with the components of a plugin'],
      )}

A recipe whose first line is this one is then checked as you write:
  # yaml-language-server: $schema=potstill.schema.json`,
    )
    .action(
      async ({
        plugin = [],
        ...manner
      }: {
        readonly plugin?: readonly string[]
        readonly verbose?: boolean
      }) => {
        const { printSchema } = await import('../listing/print-schema')
        await printSchema({ plugins: plugin, terminal: openTerminal(surroundings, manner) })
      },
    )
}
