import { PotstillError, type SignalName, type Signals } from '@potstill/spec'

/** Hands a component the signals it declared, and no others. Throws where one it needs is absent. */
export function pick<Need extends SignalName>(
  component: string,
  signals: Partial<Signals>,
  needs: readonly Need[],
  uses: readonly SignalName[],
): Pick<Signals, Need> {
  const missing = needs.find((name) => signals[name] === undefined)
  if (missing !== undefined) {
    throw new PotstillError({
      code: 'trainer/missing-signal',
      component,
      expected: `a batch or a teacher with ${missing}`,
      received: `only ${Object.keys(signals).join(', ')}`,
      fix: `use data that have ${missing}, or remove this term`,
    })
  }
  const declared = new Set<SignalName>([...needs, ...uses])
  return Object.fromEntries(
    Object.entries(signals).filter(([name]) => declared.has(name as SignalName)),
  ) as Pick<Signals, Need>
}
