import type { Callback } from '@potstill/spec'
import { guarded } from '../step/component-failure'
import type { CallbackState } from './run-state'

/** What the callbacks have to remember, of those that remember anything. */
export async function callbackStates(callbacks: readonly Callback[]): Promise<readonly CallbackState[]> {
  const states: CallbackState[] = []
  for (const { callback, name, index } of numbered(callbacks)) {
    if (callback.state === undefined) continue
    const state = await guarded(name, 'say its state', 'work', async () => callback.state!())
    states.push({ name, index, state })
  }
  return states
}

/** Gives every callback what it said; `tell` hears of states whose callback is not there. */
export async function restoreCallbacks(
  callbacks: readonly Callback[],
  states: readonly CallbackState[],
  tell: (message: string) => void,
): Promise<void> {
  const present = numbered(callbacks)
  for (const { name, index, state } of states) {
    const found = present.find((each) => each.name === name && each.index === index)?.callback
    if (found?.restore === undefined) {
      tell(
        `The checkpoint holds a state of the callback ${name}, which is not in this run: it is left aside.`,
      )
      continue
    }
    await guarded(name, 'take its state back', 'work', async () => found.restore!(state))
  }
}

function numbered(callbacks: readonly Callback[]) {
  const counts = new Map<string, number>()
  return callbacks.map((callback) => {
    const index = counts.get(callback.name) ?? 0
    counts.set(callback.name, index + 1)
    return { callback, name: callback.name, index }
  })
}
