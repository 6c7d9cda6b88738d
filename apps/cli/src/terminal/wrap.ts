/** How many columns a text takes: without what dresses it, and without accents that stand on another letter. */
export function widthOf(text: string): number {
  return text.replaceAll(dress, '').replaceAll(/\p{M}/gu, '').length
}

// Written as its code: the character itself cannot be seen.
const dress = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g')

/**
 * Breaks a text between words so that no line is wider than `width`, blanks before it included. Lines that are there stay; a word
 * that is too wide has a line of its own.
 *
 * @param further blanks before lines that follow from a break, beside those of the line itself
 */
export function wrap(text: string, width: number, { indent = 0, further = 0 } = {}): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const own = indent + (/^ */.exec(line)?.[0].length ?? 0)
      return broken(line, width - own, width - own - further).map(
        (part, index) => ' '.repeat(own + (index === 0 ? 0 : further)) + part,
      )
    })
    .join('\n')
}

function broken(line: string, first: number, others: number): readonly string[] {
  if (widthOf(line.trim()) <= first) return [line.trim()]
  const lines: string[] = []
  let current = ''
  for (const word of line.trim().split(/ +/)) {
    const longer = current === '' ? word : `${current} ${word}`
    if (current !== '' && widthOf(longer) > (lines.length === 0 ? first : others)) {
      lines.push(current)
      current = word
    } else current = longer
  }
  return [...lines, current]
}
