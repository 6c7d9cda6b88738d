import { inlineYaml, traitsInWords, type ComponentDescription } from '@potstill/recipe'
import type { Page } from './page'

/** A component as text: what it is, its formula, options and traits, when to use it, and how a recipe names it. */
export function explainComponent(description: ComponentDescription, page: Page): string {
  const { name, kind, summary, source, formula, advice, recipe } = description
  return page.sections([
    [
      '',
      [
        page.title(name, inWords(kind)),
        page.prose(summary),
        ...(source === undefined ? [] : [page.remark(source)]),
      ],
    ],
    ['Formula', formula === undefined ? [] : [page.verbatim(formula)]],
    ['Options', optionsOf(description, page)],
    ['Traits', traitsOf(description, page)],
    ['When to use it', advice === undefined ? [] : [page.prose(advice)]],
    ['In a recipe', recipe === undefined ? [] : [page.verbatim(recipe)]],
  ])
}

function optionsOf({ options }: ComponentDescription, page: Page): readonly string[] {
  if (options.length === 0) return [page.prose('None.')]
  const rows = options.map(({ name, type, required, meaning = '', ...rest }) => {
    const otherwise = required ? 'required' : 'default' in rest ? inlineYaml(rest.default) : ''
    return [name, type, otherwise, meaning]
  })
  return [page.table([['option', 'takes', 'default', 'meaning'], ...rows], [28, 26, 20])]
}

function traitsOf(
  { traits, variants = [], needs, uses = [] }: ComponentDescription,
  page: Page,
): readonly string[] {
  const signals = [
    ...(needs === undefined ? [] : [['needs', needs.length === 0 ? 'nothing of a batch' : needs.join(', ')]]),
    ...(uses.length === 0 ? [] : [['uses', `${uses.join(', ')}, where there are any`]]),
  ]
  const usual = traits === undefined ? [] : traitsInWords(traits)
  const others = variants.flatMap(({ option, value, traits: other }) => {
    const before = new Map(usual)
    return traitsInWords(other)
      .filter(([asked, answer]) => before.get(asked) !== answer)
      .map(([asked, answer]) => [`with ${option}: ${inlineYaml(value)}`, `${asked}: ${answer}`])
  })
  const rows = [...signals, ...usual, ...others]
  return rows.length === 0 ? [] : [page.list(rows)]
}

/** `studentArchitecture` as `student architecture`. */
function inWords(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
