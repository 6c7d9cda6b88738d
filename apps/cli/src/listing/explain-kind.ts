import type { ComponentDescription, KindDescription } from '@potstill/recipe'
import type { Page } from './page'

/** A kind of components as text: what it is for, which there are, and how a recipe uses it. */
export function explainKind(
  { title, paragraphs, formula, recipe }: KindDescription,
  components: readonly Pick<ComponentDescription, 'name' | 'summary'>[],
  page: Page,
): string {
  const rows = components.map(({ name, summary }) => [name, summary])
  const none = page.prose('There are none yet; a plugin can bring some.')
  return page.sections([
    ['', [page.title(title)]],
    ['', [paragraphs.map((each) => page.prose(each)).join('\n\n')]],
    ['Formula', formula === undefined ? [] : [page.verbatim(formula)]],
    ['What there is', [rows.length === 0 ? none : page.list(rows)]],
    ['In a recipe', recipe === undefined ? [] : [page.verbatim(recipe)]],
  ])
}
