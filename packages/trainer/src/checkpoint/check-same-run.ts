import { PotstillError } from '@potstill/spec'
import type { Checkpoint } from './read-checkpoint'
import type { RunSettings, TensorInfo } from './run-state'

const shown = 5

/** Throws a PotstillError that lists what differs where a checkpoint is of another run than the one that shall go on. */
export function checkSameRun(
  { path, manifest }: Checkpoint,
  settings: RunSettings,
  tensors: Readonly<Record<string, TensorInfo>>,
): void {
  const differing = [
    ...differences({ ...manifest.settings }, { ...settings }, (value) => JSON.stringify(value)),
    ...differences(manifest.tensors, tensors, ({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`),
  ]
  if (differing.length === 0) return
  const more = differing.length > shown ? `; and ${differing.length - shown} more` : ''
  throw new PotstillError({
    code: 'trainer/other-run',
    expected: `the run that wrote ${path}: the same seed, batches, objective, optimizer and networks`,
    received: `differences: ${differing.slice(0, shown).join('; ')}${more}`,
    fix: 'put these options back, or choose another folder for `checkpoints`, or leave `resume` out to start anew',
  })
}

function differences<Value>(
  saved: Readonly<Record<string, Value>>,
  now: Readonly<Record<string, Value>>,
  text: (value: Value) => string,
): readonly string[] {
  return [...new Set([...Object.keys(saved), ...Object.keys(now)])].flatMap((name) => {
    const [before, after] = [saved[name], now[name]].map((value) =>
      value === undefined ? 'none' : text(value),
    )
    return before === after ? [] : [`${name} was ${before}, is ${after}`]
  })
}
