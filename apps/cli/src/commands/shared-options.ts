import { Option, type Command } from 'commander'

export interface SpeechOptions {
  readonly json?: boolean
  readonly verbose?: boolean
}

export interface GoingOnOptions extends SpeechOptions {
  readonly quiet?: boolean
  readonly backend?: string
}

export interface TrainingOptions extends GoingOnOptions {
  readonly runs: string
}

export function addSpeechOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--json', 'print the result as one JSON object on the last line of standard output'),
    )
    .addOption(new Option('-v, --verbose', 'say more, and show where errors come from'))
}

export function addBackendOption(command: Command, otherwise: string): Command {
  return command.addOption(
    new Option(
      '--backend <name>',
      `what computes: auto, tensorflow-gpu, onnxruntime, tensorflow, wasm, cpu (default: ${otherwise})`,
    ),
  )
}

export function addTrainingOptions(command: Command, backendOtherwise: string): Command {
  const runs = new Option('--runs <folder>', 'where the folder of the run is made').default('./runs')
  return addGoingOnOptions(command, backendOtherwise, [runs])
}

export function addGoingOnOptions(
  command: Command,
  backendOtherwise: string,
  further: readonly Option[] = [],
): Command {
  addBackendOption(command, backendOtherwise)
  for (const option of further) command.addOption(option)
  command.addOption(new Option('-q, --quiet', 'no progress and no remarks'))
  return addSpeechOptions(command)
}

/** For options that may be given several times. */
export function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
