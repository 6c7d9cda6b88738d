import type { Runner } from './runner'

export type Check = () => Promise<void> | void

/** Checks by name; undefined: one that does not apply. */
export type Checks = Readonly<Record<string, Check | undefined>>

/** Registers those that apply, each with what they are made with after its name. */
export function registerChecks({ it }: Pick<Runner, 'it'>, checks: Checks, suffix = ''): void {
  for (const [name, check] of Object.entries(checks)) {
    if (check !== undefined) it(suffix === '' ? name : `${name} (${suffix})`, check)
  }
}

/** Options as they stand behind the name of a test, curves by their names: nothing where there are none. */
export function shownOptions(options: Readonly<Record<string, unknown>>): string {
  if (Object.keys(options).length === 0) return ''
  return JSON.stringify(options, (_, value: unknown) => (typeof value === 'function' ? value.name : value))
}
