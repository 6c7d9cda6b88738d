import { nearestNames, PotstillError } from '@potstill/spec'

/**
 * Makes a test of names of a pattern: `*` stands for any text, slashes among it.
 *
 * @example
 * namePattern('hidden*\/bias')('hidden1/bias') // => true
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  const whole = new RegExp(`^${parts.join('.*')}$`, 's')
  return (name) => whole.test(name)
}

/** Throws a PotstillError where a pattern matches no name. */
export function checkPattern(option: string, pattern: string, names: readonly string[]): void {
  if (names.some(namePattern(pattern))) return
  const shown = names.length <= 12 ? names : [...nearestNames(pattern, names), '…']
  throw new PotstillError({
    code: 'trainer/no-such-variable',
    component: option,
    expected: `patterns of variables: ${shown.join(', ') || 'there are none'}`,
    received: pattern,
    fix: 'correct the pattern; * stands for any text',
  })
}
