import { markup, type Markup } from '../markup'

/** A name in camel case, which may break before its capitals. */
export function breakable(name: string): Markup {
  const parts = name.split(/(?<=\p{Ll})(?=\p{Lu})/u)
  return markup`${parts.map((part, index) => (index === 0 ? part : markup`<wbr>${part}`))}`
}
