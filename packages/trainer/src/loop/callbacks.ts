import type { Callback, CallbackBody } from '@potstill/spec'
import { guarded } from '../step/component-failure'

type Events = { [Name in keyof CallbackBody]-?: Parameters<NonNullable<CallbackBody[Name]>>[0] }

/** Tells every callback of an event, one after the other. */
export type Emit = <Name extends keyof Events>(event: Name, details: Events[Name]) => Promise<void>

export function emitter(callbacks: readonly Callback[]): Emit {
  return async (event, details) => {
    for (const callback of callbacks) {
      const listener = callback[event] as ((details: unknown) => unknown) | undefined
      if (listener === undefined) continue
      await guarded(callback.name, `take ${event}`, 'work', async () => listener(details))
    }
  }
}
