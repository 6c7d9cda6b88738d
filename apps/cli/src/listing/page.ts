import type { Colours } from '../terminal/colours'
import { table } from '../terminal/table'
import { wrap } from '../terminal/wrap'

/** Sets explanations for one width of a terminal, and in its colours. */
export interface Page {
  title(name: string, beside?: string): string
  prose(text: string): string
  remark(text: string): string
  /** Keeps its lines as long as they fit. */
  verbatim(text: string): string
  /** The first row is the head; the last column takes what is left. */
  table(rows: readonly (readonly string[])[], widest: readonly number[]): string
  /** Pairs of a word and what there is to say. */
  list(rows: readonly (readonly string[])[]): string
  /** Parts below each other; those without anything are left out. */
  sections(sections: readonly (readonly [heading: string, parts: readonly string[]])[]): string
}

export function pageOf(width: number, { bold, dim }: Colours): Page {
  const indent = 2
  return {
    title: (name, beside) => (beside === undefined ? bold(name) : `${bold(name)}  ${dim(beside)}`),
    prose: (text) => wrap(text, width, { indent }),
    remark: (text) =>
      wrap(text, width, { indent })
        .split('\n')
        .map((line) => ' '.repeat(indent) + dim(line.trim()))
        .join('\n'),
    verbatim: (text) => wrap(text, width, { indent, further: 4 }),
    table: (rows, widest) => {
      const [head = '', ...lines] = table(rows, { width, indent, widest }).split('\n')
      return [' '.repeat(indent) + dim(head.trim()), ...lines].join('\n')
    },
    list: (rows) => table(rows, { width, indent, widest: [32] }),
    sections: (sections) =>
      sections
        .filter(([, parts]) => parts.length > 0)
        .map(([heading, parts]) => [...(heading === '' ? [] : [bold(heading)]), ...parts].join('\n'))
        .join('\n\n'),
  }
}
