interface Declaring {
  readonly name: string
  readonly needs: readonly string[]
  readonly uses?: readonly string[]
}

/** Only the signals that a component declares. To look at anything else throws. */
export function declaredOnly<Given extends object>(
  { name, needs, uses = [] }: Declaring,
  signals: Given,
): Given {
  const declared = [...needs, ...uses]
  return new Proxy(signals, {
    get(target, signal) {
      if (typeof signal === 'string' && signal in target && !declared.includes(signal)) {
        throw new Error(`${name} reads the signal ${signal}, which it does not declare`)
      }
      return Reflect.get(target, signal) as unknown
    },
  })
}
