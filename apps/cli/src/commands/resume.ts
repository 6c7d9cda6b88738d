import { openTerminal } from '../terminal/terminal'
import { examples, type AddCommand } from './command-context'
import { addGoingOnOptions, type GoingOnOptions } from './shared-options'

export const addResume: AddCommand = (program, { surroundings, endWith }) => {
  const command = program
    .command('resume')
    .summary('go on with a run that was interrupted')
    .description(
      'Goes on with a run from its newest whole checkpoint, in its own folder, and ends as it would have without the interruption: bit for bit, on the same backend, versions and processor.',
    )
    .argument('<run>', 'the folder of the run')
    .addHelpText(
      'after',
      examples(
        ['potstill resume runs/hinton-1', 'to its end'],
        ['potstill resume runs/hinton-1 --json | tail -n 1', 'the result for a program'],
      ),
    )
  addGoingOnOptions(command, 'that of the run').action(
    async (run: string, { backend, ...manner }: GoingOnOptions) => {
      const { resumeRun } = await import('../recipes/resume-run')
      const terminal = openTerminal(surroundings, manner)
      const signal = surroundings.stopSignal()
      endWith(await resumeRun(run, { backend, terminal, signal }))
    },
  )
}
