import type { Role } from '../compare'
import { markup, type Markup } from '../markup'

export type Marker = 'circle' | 'square' | 'diamond' | 'triangle' | 'ring' | 'cross'

/** How one series is drawn. Colour, dash and marker each tell series apart without the others. */
export interface SeriesStyle {
  /** A colour of the palette, as the CSS class `series-…`. */
  readonly colour: 'teacher' | 'baseline' | 'student' | 'fourth' | 'fifth' | 'sixth'
  readonly dash: string
  readonly marker: Marker
}

const byRole: Readonly<Record<Exclude<Role, 'other'>, SeriesStyle>> = {
  teacher: { colour: 'teacher', dash: '7 3', marker: 'square' },
  baseline: { colour: 'baseline', dash: '2 3', marker: 'diamond' },
  student: { colour: 'student', dash: 'none', marker: 'circle' },
}

const further: readonly SeriesStyle[] = [
  { colour: 'fourth', dash: '10 3 2 3', marker: 'triangle' },
  { colour: 'fifth', dash: '4 2', marker: 'cross' },
  { colour: 'sixth', dash: '1 2', marker: 'ring' },
  { colour: 'teacher', dash: '12 4', marker: 'ring' },
  { colour: 'student', dash: '5 2 1 2', marker: 'cross' },
  { colour: 'baseline', dash: 'none', marker: 'triangle' },
]

/** The style of a network, by its name. */
export type StyleOf = (name: string) => SeriesStyle

/** Styles by name, so that one network looks the same in every figure; the first of a role gets the role's style. */
export function seriesStyles(named: readonly { readonly name: string; readonly role: Role }[]): StyleOf {
  const styles = new Map<string, SeriesStyle>()
  const rolesTaken = new Set<Role>()
  let next = 0
  for (const { name, role } of named) {
    if (styles.has(name)) continue
    const own = role !== 'other' && !rolesTaken.has(role)
    rolesTaken.add(role)
    styles.set(name, own ? byRole[role] : further[next++ % further.length]!)
  }
  return (name) => styles.get(name) ?? byRole.student
}

/** A marker of about 7 units across at a place of a chart; `title` is shown when the pointer rests on it. */
export function markerAt({ colour, marker }: SeriesStyle, x: number, y: number, title?: string): Markup {
  const tip = title !== undefined && markup`<title>${title}</title>`
  const shape = `mark series-${colour}`
  if (marker === 'circle') {
    return markup`<circle class="${shape}" cx="${at(x)}" cy="${at(y)}" r="3.4">${tip}</circle>`
  }
  if (marker === 'ring') {
    return markup`<circle class="${shape} hollow" cx="${at(x)}" cy="${at(y)}" r="3.2">${tip}</circle>`
  }
  return markup`<path class="${shape}${marker === 'cross' ? ' hollow' : ''}" d="${outlines[marker](x, y)}">${tip}</path>`
}

const outlines: Readonly<Record<Exclude<Marker, 'circle' | 'ring'>, (x: number, y: number) => string>> = {
  square: (x, y) => `M${at(x - 3.1)} ${at(y - 3.1)}h6.2v6.2h-6.2z`,
  diamond: (x, y) => `M${at(x)} ${at(y - 4.4)}l4.4 4.4l-4.4 4.4l-4.4 -4.4z`,
  triangle: (x, y) => `M${at(x)} ${at(y - 4.2)}l4.2 7.2h-8.4z`,
  cross: (x, y) => `M${at(x - 3.2)} ${at(y - 3.2)}l6.4 6.4m0 -6.4l-6.4 6.4`,
}

/** A coordinate with two decimals, which is enough for a pixel and keeps the file small. */
export const at = (coordinate: number): number => Math.round(coordinate * 100) / 100
