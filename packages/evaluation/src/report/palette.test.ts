import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from './palette'

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (lighter! + 0.05) / (darker! + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

describe.each<[string, Palette]>([
  ['light', light],
  ['dark', dark],
])('the %s palette', (_, palette) => {
  it.each(['ink', 'muted'] as const)('lets text in %s be read on paper and tint', (name) => {
    expect(contrast(palette[name], palette.paper)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette[name], palette.tint)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['teacher', 'baseline', 'student', 'fourth', 'fifth', 'sixth'] as const)(
    'lets marks in %s be seen',
    (name) => {
      expect(contrast(palette[name], palette.paper)).toBeGreaterThanOrEqual(3)
    },
  )
})
