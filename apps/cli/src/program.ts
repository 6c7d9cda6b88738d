import { Command } from 'commander'
import { version } from '../package.json'
import { addCheck } from './commands/check'
import { examples, type CommandContext } from './commands/command-context'
import { addDemo } from './commands/demo'
import { addDoctor } from './commands/doctor'
import { addExplain } from './commands/explain'
import { addList } from './commands/list'
import { addResume } from './commands/resume'
import { addRun } from './commands/run'
import { addSchema } from './commands/schema'

const commands = [addDemo, addRun, addResume, addCheck, addDoctor, addList, addExplain, addSchema]

/** The grammar of the command line. */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.surroundings
  const program = new Command('potstill')
    .description('Knowledge distillation: trains a small network to do what a large one does.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 100),
      getErrHelpWidth: () => Math.min(stderr.columns ?? 100, 100),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Add --help to see what it takes.')
    .addHelpText(
      'after',
      `${examples(
        ['potstill demo', 'see it work, on handwritten digits'],
        ['potstill run recipe.yaml', 'train what a recipe describes'],
        ['potstill run --help', 'what one command takes'],
      )}

Exit codes: 0 done; 1 failed while working; 2 the request was wrong;
130 and 143 ended by SIGINT and SIGTERM, with what was trained saved.`,
    )
  for (const add of commands) add(program, context)
  return program
}
