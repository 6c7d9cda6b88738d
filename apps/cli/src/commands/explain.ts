import { Option } from 'commander'
import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addSpeechOptions, gather, type SpeechOptions } from './shared-options'

interface Given extends SpeechOptions {
  readonly kind?: string
  readonly plugin?: readonly string[]
}

export const addExplain: AddCommand = (program, { surroundings }) => {
  const command = program
    .command('explain')
    .summary('tell all about a component, or about a kind of components')
    .description(
      'Tells of a component what it computes, where it comes from, its options and traits, when to use it, and how a recipe names it; of a kind what it is for, and which components there are.',
    )
    .argument('<name>', 'a component, or a kind: loss, temperature, schedule, teacher, student, data, …')
    .addOption(new Option('--kind <kind>', 'of which kind, where several have a component of that name'))
    .option('--plugin <module>', 'add the components of a plugin (path or package name; repeatable)', gather)
    .addHelpText(
      'after',
      examples(
        ['potstill explain dkd', 'one loss'],
        ['potstill explain temperature', 'what a temperature does, and which there are'],
        ['potstill explain mine --plugin ./mine.mjs', 'a component of a plugin'],
      ),
    )
  addSpeechOptions(command).action(async (name: string, { kind, plugin = [], ...manner }: Given) => {
    const { explain } = await import('../listing/explain')
    const width = Math.min(surroundings.stdout.columns ?? 100, 100)
    await explain({ name, kind, plugins: plugin, width, terminal: openTerminal(surroundings, manner) })
  })
}
