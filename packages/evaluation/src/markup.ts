/** Text that is HTML already. Only the functions of this file make it, so nothing reaches a page unescaped. */
export interface Markup {
  readonly html: string
}

type Part = Markup | string | number | false | undefined | readonly Part[]

/**
 * A template for HTML and SVG: what is put in is escaped, unless it is markup itself.
 *
 * `markup\`<b>${name}</b>\`` is safe whatever the name is, in text and in quoted attributes.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.reduce((html, string, index) => html + rendered(parts[index - 1]) + string) }
}

/** Style sheets and the like, which the package itself wrote: taken as they are. */
export function trusted(html: string): Markup {
  return { html }
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(rendered).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!).replace(/[^\P{Cc}\n\r\t]/gu, '�')
}
