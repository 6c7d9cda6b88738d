import { defaults } from './defaults.mjs'

/** @import { Level } from './defaults.mjs' */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} kebab
 * @property {string} pascal
 * @property {Level} level
 * @property {string} summary
 * @property {string} source
 */

/**
 * `index.ts` with the exports of a loss, in the order of file names.
 *
 * @param {string} text
 * @param {Entry} entry
 */
export function withExport(text, { name, kebab, pascal, level }) {
  const names = [name, `${name}Loss`, ...(level === 'logits' ? [`type ${pascal}Options`] : [])]
  const added = `export { ${names.join(', ')} } from './${kebab}'\n`
  // What stands above the first empty line is of the package as a whole.
  const start = text.indexOf('\n\n') + 2
  const statements = [...text.slice(start).matchAll(/^export \{[^}]*\} from '\.\/([\w-]+)'\n/gm)]
  const next = firstAfter(kebab, statements)
  return inserted(text, start + placeOf(next, statements.at(-1)), added)
}

/**
 * `losses.ts` with the import of a loss and its place in the list.
 *
 * @param {string} text
 * @param {Entry} entry
 */
export function withItem(text, { name, kebab }) {
  const imports = [...text.matchAll(/^import \{ \w+ \} from '\.\/([\w-]+)'\n/gm)]
  const next = firstAfter(kebab, imports)
  const added = `import { ${name} } from './${kebab}'\n`
  const imported = inserted(text, placeOf(next, imports.at(-1)), added)

  const list = /export const losses = \[\n((?: {2}\w+,\n)*)\]/.exec(imported)
  if (list === null) throw new Error('expected losses.ts to have a list, export const losses = […]')
  const items = [...(list[1] ?? '').matchAll(/ {2}(\w+),\n/g)].map(([, item]) => item)
  const named = next === undefined ? undefined : /\{ (\w+) \}/.exec(next[0])?.[1]
  const place = named === undefined ? items.length : items.indexOf(named)
  const all = [...items.slice(0, place), name, ...items.slice(place)]
  return imported.replace(list[0], `export const losses = [\n${all.map((item) => `  ${item},\n`).join('')}]`)
}

/**
 * `README.md` with a row for a loss, in the table of its level.
 *
 * @param {string} text
 * @param {Entry} entry
 */
export function withRow(text, { name, level, summary, source }) {
  const { heading } = defaults[level]
  const start = text.indexOf(`\n${heading}`)
  if (start === -1) throw new Error(`expected README.md to have a table under "${heading}"`)
  const end = text.indexOf('\n\n', text.indexOf('\n|', start))
  const rows = [...text.slice(start, end + 1).matchAll(/^\| `(\w+)`.*\n/gm)]
  const next = firstAfter(name, rows)
  const row = `| \`${name}\` | ${summary} | ${linked(source)} |\n`
  return inserted(text, start + placeOf(next, rows.at(-1)), row)
}

/** @param {string} source authors, year, identifier */
function linked(source) {
  const [, authors, kind, identifier] = /^(.*), (arXiv|doi):(\S+)$/.exec(source) ?? []
  if (identifier === undefined) return source
  const page = kind === 'arXiv' ? 'https://arxiv.org/abs/' : 'https://doi.org/'
  return `[${authors}](${page}${identifier})`
}

/**
 * The match of a name that comes after another.
 *
 * @param {string} name
 * @param {readonly RegExpMatchArray[]} matches
 */
function firstAfter(name, matches) {
  return matches.find(([, other = '']) => other > name)
}

/**
 * Before the match that comes next, or behind the last one.
 *
 * @param {RegExpMatchArray | undefined} next
 * @param {RegExpMatchArray | undefined} last
 */
function placeOf(next, last) {
  if (next !== undefined) return next.index ?? 0
  return last === undefined ? 0 : (last.index ?? 0) + last[0].length
}

/**
 * @param {string} text
 * @param {number} place
 * @param {string} added
 */
function inserted(text, place, added) {
  return text.slice(0, place) + added + text.slice(place)
}
