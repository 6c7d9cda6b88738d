import { describe, expect, it } from 'vitest'
import { lineKey, markerKey } from './legend-key'
import { markerAt, seriesStyles, type Marker } from './series-style'

describe('seriesStyles', () => {
  it('gives the first of a role the style of the role, wherever it stands', () => {
    const styleOf = seriesStyles([
      { name: 'x', role: 'other' },
      { name: 's', role: 'student' },
      { name: 't', role: 'teacher' },
      { name: 'b', role: 'baseline' },
      { name: 's2', role: 'student' },
    ])
    expect(['t', 'b', 's'].map((name) => styleOf(name).colour)).toEqual(['teacher', 'baseline', 'student'])
    expect(['x', 's2'].map((name) => styleOf(name).colour)).toEqual(['fourth', 'fifth'])
  })

  it('gives a name one style, however often it comes', () => {
    const styleOf = seriesStyles([
      { name: 'a', role: 'student' },
      { name: 'b', role: 'other' },
      { name: 'a', role: 'other' },
      { name: 'c', role: 'other' },
    ])
    expect(['a', 'b', 'c'].map((name) => styleOf(name).colour)).toEqual(['student', 'fourth', 'fifth'])
  })

  it('tells nine networks apart by marker and colour', () => {
    const names = Array.from({ length: 9 }, (_, index) => `n${index}`)
    const roles = ['teacher', 'baseline', 'student'] as const
    const styleOf = seriesStyles(names.map((name, index) => ({ name, role: roles[index] ?? 'other' })))
    expect(new Set(names.map((name) => `${styleOf(name).colour} ${styleOf(name).marker}`)).size).toBe(9)
  })
})

describe('markers', () => {
  const style = { colour: 'fifth', dash: '4 2' } as const

  it('are drawn around their place', () => {
    expect(markerAt({ ...style, marker: 'circle' }, 1.234, 5).html).toBe(
      '<circle class="mark series-fifth" cx="1.23" cy="5" r="3.4"></circle>',
    )
    const markers: readonly Marker[] = ['circle', 'square', 'diamond', 'triangle', 'ring', 'cross']
    expect(new Set(markers.map((marker) => markerAt({ ...style, marker }, 0, 0).html)).size).toBe(6)
  })

  it('carry a tip that is escaped', () => {
    expect(markerAt({ ...style, marker: 'square' }, 0, 0, 'a < b').html).toContain('<title>a &lt; b</title>')
  })

  it('stand in a legend with their line, in a table without', () => {
    expect(lineKey({ ...style, marker: 'ring' }).html).toContain('stroke-dasharray="4 2"')
    expect(markerKey({ ...style, marker: 'ring' }).html).not.toContain('stroke-dasharray')
  })
})
