import type { NamedTensors } from '@potstill/spec'
import { expectThat } from './failure'

/** Throws unless the next state has what `init` gave, all of it and nothing else, in the same shapes. */
export function checkNextState(initial: NamedTensors = {}, next: NamedTensors): void {
  for (const [name, { shape }] of Object.entries(next)) {
    expectThat(
      initial[name]?.shape.join() === shape.join(),
      `the next ${name} of the shape that init gave it`,
      () => `[${shape.join(', ')}]`,
    )
  }
  for (const name of Object.keys(initial)) {
    expectThat(name in next, `the next ${name}, as init gave one`, () => 'none')
  }
}
