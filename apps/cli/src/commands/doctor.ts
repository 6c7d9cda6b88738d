import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addBackendOption, addSpeechOptions, type SpeechOptions } from './shared-options'

export const addDoctor: AddCommand = (program, { surroundings, endWith }) => {
  const command = program
    .command('doctor')
    .summary('look whether this machine can train')
    .description(
      'Looks at Node.js, the machine and the backends, trains a very small network, and says what would make it faster. Ends with 0 where training works, else with 1.',
    )
    .option('--runs <folder>', 'where runs are to be written', './runs')
    .addHelpText(
      'after',
      examples(
        ['potstill doctor', 'is all well?'],
        ['potstill doctor --backend cpu', 'does this backend work?'],
        ['potstill doctor --json', 'for a program, or for a report of a problem'],
      ),
    )
  addSpeechOptions(addBackendOption(command, 'auto')).action(
    async ({
      runs,
      backend,
      ...manner
    }: SpeechOptions & { readonly runs: string; readonly backend?: string }) => {
      const { runDoctor } = await import('../doctor/run-doctor')
      endWith(await runDoctor({ runs, backend, terminal: openTerminal(surroundings, manner) }))
    },
  )
}
