import { inlineYaml, traitsInWords } from '@potstill/recipe'

/** @import { ComponentDescription, KindDescription } from '@potstill/recipe' */

/**
 * What there is to tell of a component, as Markdown. What it does not say is left out.
 *
 * @param {ComponentDescription} component
 */
export function chapter(component) {
  const { name, summary, source, formula, advice, recipe } = component
  return [
    `### ${name}`,
    source === undefined ? escaped(summary) : `${escaped(summary)} ${linked(source)}.`,
    block('text', formula),
    advice && escaped(advice),
    optionsTable(component),
    traitsList(component),
    block('yaml', recipe),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n')
}

/** @param {KindDescription} kind */
export function kindPreface({ paragraphs, formula, recipe }) {
  return [...paragraphs.map(escaped), block('text', formula), block('yaml', recipe)]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

/**
 * Links to chapters.
 *
 * @param {readonly { readonly name: string }[]} components
 */
export function contents(components) {
  return components.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ')
}

/** @param {ComponentDescription} component */
function optionsTable({ options }) {
  if (options.length === 0) return 'It has no options.'
  const rows = options.map(({ name, type, required, meaning = '', ...rest }) => {
    const otherwise = required ? 'required' : 'default' in rest ? `\`${inlineYaml(rest.default)}\`` : ''
    return [`\`${name}\``, cell(type), otherwise, cell(meaning)]
  })
  return [['option', 'takes', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}

/** @param {ComponentDescription} component */
function traitsList({ needs = [], uses = [], traits, variants = [] }) {
  const usual = new Map(traits && traitsInWords(traits))
  const others = variants.flatMap(({ option, value, traits: other }) =>
    traitsInWords(other)
      .filter(([asked, answer]) => usual.get(asked) !== answer)
      .map(([asked, answer]) => `with \`${option}: ${inlineYaml(value)}\`: ${asked} ${answer}`),
  )
  usual.delete('compares')
  const lines = [
    ...(needs.length > 0 ? [`needs: ${signals(needs)}`] : []),
    ...(uses.length > 0 ? [`uses, where there are any: ${signals(uses)}`] : []),
    ...[...usual].map(([asked, answer]) => `${asked}: ${escaped(answer)}`),
    ...others,
  ]
  return lines.map((line) => `- ${line}`).join('\n')
}

/** @param {readonly string[]} names */
function signals(names) {
  return names.map((name) => `\`${name}\``).join(', ')
}

/**
 * @param {string} language
 * @param {string | undefined} text
 */
function block(language, text) {
  return text === undefined ? undefined : `\`\`\`${language}\n${text}\n\`\`\``
}

/**
 * A source with its identifiers as links.
 *
 * @param {string} source
 */
function linked(source) {
  return escaped(source)
    .replaceAll(/arXiv:(\d{4}\.\d{4,5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)')
    .replaceAll(/doi:(10\.[^\s,;]+)/g, '[doi:$1](https://doi.org/$1)')
}

/** @param {string} text */
function cell(text) {
  return escaped(text).replaceAll('|', '\\|')
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[*<\\]/g, '\\$&')
}
