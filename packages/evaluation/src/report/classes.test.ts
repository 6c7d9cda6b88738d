import { describe, expect, it } from 'vitest'
import type { Confusion } from '../evaluation'
import { classesSection } from './classes'

const section = (counts: Confusion, classNames?: readonly string[]) =>
  classesSection({ counts, ...(classNames && { classNames }) }).html
const texts = (html: string, pattern: RegExp) => Array.from(html.matchAll(pattern), ([, text]) => text)
const labels = (html: string) => texts(html, /class="row-label"[^>]*>([^<]*)</g)
const values = (html: string) => texts(html, /class="row-value"[^>]*>([^<]*)</g)

/** 20 classes of 10; class i is taken for the next one i times, as long as there are examples. */
const many = Array.from({ length: 20 }, (_, label) =>
  Array.from({ length: 20 }, (_, guess) => {
    const mistakes = Math.min(10, label)
    return guess === label ? 10 - mistakes : guess === (label + 1) % 20 ? mistakes : 0
  }),
)

describe('classesSection', () => {
  it('shows the accuracy of each class, and what was taken for what', () => {
    const html = section(
      [
        [8, 2, 0],
        [0, 5, 0],
        [1, 0, 3],
      ],
      ['cat', 'dog'],
    )
    expect(labels(html)).toEqual(['cat', 'dog', '2'])
    expect(values(html)).toEqual(['80.0%', '100.0%', '75.0%'])
    expect(texts(html, /<td class="right">(\d+)</g)).toEqual(['8', '5', '3'])
    expect(texts(html, /<td class="wrong" style="--share:([\d.]+)">\d+</g)).toEqual(['1.000', '0.500'])
    expect(html.match(/class="none"/g)).toHaveLength(4)
  })

  it('leaves classes out of the plot that have no examples', () => {
    const html = section([
      [0, 0],
      [1, 3],
    ])
    expect(labels(html)).toEqual(['1'])
    expect(html).not.toContain('NaN')
    expect(section([[0]])).not.toContain('row-label')
  })

  it('shows the weakest of many classes, and the most frequent mistakes instead of the matrix', () => {
    const html = section(many)
    expect(html).not.toContain('class="matrix')
    expect(labels(html)).toHaveLength(16)
    expect(values(html).slice(0, 2)).toEqual(['0.0%', '0.0%'])
    expect(labels(html)).not.toContain('0')
    expect(html).toContain('The 16 weakest of 20 classes.')
    const rows = texts(html, /<tr><th scope="row">(.*?)<\/tr>/g).map((row) => row?.replace(/<[^>]*>/g, ' '))
    expect(rows).toHaveLength(12)
    expect(rows[0]).toMatch(/^10 +11 +10/)
    expect(rows.at(-1)).toMatch(/^8 +9 +8/)
  })

  it('says so where none of many classes was mistaken', () => {
    const perfect = many.map((row, label) => row.map((_, guess) => (guess === label ? 10 : 0)))
    expect(section(perfect)).toContain('No example was taken for another class.')
  })

  it('turns the names above the columns where they are long', () => {
    const counts = [
      [1, 0],
      [0, 1],
    ]
    expect(section(counts, ['no', 'yes'])).toContain('class="matrix"')
    expect(section(counts, ['perhaps', 'yes'])).toContain('class="matrix named"')
  })
})
