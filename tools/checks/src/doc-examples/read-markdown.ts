import type { Example } from './example'

const fence = /^(\s*)```(\w+)?(.*)$/

/** Every TypeScript and JavaScript block of a Markdown file. */
export function readMarkdown(file: string, text: string): Example[] {
  const found: Example[] = []
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const open = fence.exec(lines[index] ?? '')
    if (open === null) continue
    const [, indent = '', language = '', info = ''] = open
    const start = index + 1
    do index += 1
    while (index < lines.length && lines[index]?.trim() !== '```')
    if (!['ts', 'typescript', 'js', 'mjs', 'javascript'].includes(language)) continue
    const code = lines
      .slice(start, index)
      .map((line) => line.slice(indent.length))
      .join('\n')
    const number = found.length + 1
    const reason = /^\s+no-run\b:?\s*(.*)$/.exec(info)?.[1]
    const notRun = reason === undefined ? {} : { notRun: reason.trim() }
    found.push({ name: `${file}: block ${number}`, file, line: start + 1, code, kind: 'program', ...notRun })
  }
  return found
}
