import { describe, expect, it } from 'vitest'
import { dotPlot, type DotPlotRow } from './dot-plot'

const style = { colour: 'student', dash: 'none', marker: 'circle' } as const
const row = (label: string, value: number, interval: readonly [number, number]): DotPlotRow => ({
  label,
  value,
  interval,
  text: `${value}%`,
  style,
})
const draw = (...rows: readonly DotPlotRow[]) =>
  dotPlot({ id: 'p', title: 't', description: 'd', rows, xLabel: 'share', width: 400, largest: 100 }).html
const numbers = (svg: string, pattern: RegExp) =>
  Array.from(svg.matchAll(pattern), ([, text]) => Number(text))

describe('dotPlot', () => {
  it('draws each value inside its interval, on one axis', () => {
    const svg = draw(row('a', 96, [95, 98]), row('b', 99, [97, 100]))
    const [middle, right] = numbers(svg, /<circle[^>]* cx="([\d.]+)"/g) as [number, number]
    const [from, second] = numbers(svg, /class="interval[^>]* x1="([\d.]+)"/g) as [number, number]
    const [to, end] = numbers(svg, /class="interval[^>]* x2="([\d.]+)"/g) as [number, number]
    const unit = (end - from) / 5
    expect((middle - from) / unit).toBeCloseTo(1, 2)
    expect((second - from) / unit).toBeCloseTo(2, 2)
    expect((to - from) / unit).toBeCloseTo(3, 2)
    expect((right - from) / unit).toBeCloseTo(4, 2)
    expect(numbers(svg, /class="tick"[^>]*>([\d.]+)</g)).toEqual([94, 96, 98, 100])
  })

  it('draws no tick above the largest value', () => {
    const svg = draw(row('a', 100, [100, 100]))
    expect(Math.max(...numbers(svg, /class="tick"[^>]*>([\d.]+)</g))).toBe(100)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('cuts the middle out of long names, so that names that differ at their end stay apart', () => {
    const long = 'mobilenet-v2-width-0.35-student'
    const wide = '知识蒸馏的学生网络第一号'
    const labels = Array.from(
      draw(row(`${long}-1`, 1, [0, 2]), row(`${long}-2`, 1, [0, 2]), row(wide, 1, [0, 2])).matchAll(
        /class="row-label"[^>]*>([^<]*)</g,
      ),
      ([, label]) => label,
    )
    expect(labels).toEqual(['mobilene…tudent-1', 'mobilene…tudent-2', '知识蒸馏…络第一号'])
  })

  it('escapes labels', () => {
    expect(draw(row('<i>', 1, [0, 2]))).toContain('&lt;i&gt;')
  })
})
