import { markup, type Markup } from '../markup'
import { markerAt, type SeriesStyle } from './series-style'

/** The marker of a series, for a table. */
export function markerKey(style: SeriesStyle): Markup {
  return markup`<svg class="key" viewBox="9 0 12 12" aria-hidden="true">${markerAt(style, 15, 6)}</svg>`
}

/** The line of a series with its marker, for a legend. */
export function lineKey(style: SeriesStyle): Markup {
  const line = markup`<path class="line series-${style.colour}" d="M0 6H30" stroke-dasharray="${style.dash}"/>`
  return markup`<svg class="key" viewBox="0 0 30 12" aria-hidden="true">${line}${markerAt(style, 15, 6)}</svg>`
}
