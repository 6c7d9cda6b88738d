import { describe, expect, it } from 'vitest'
import { lineChart, type LineChart, type Series } from './line-chart'

const style = { colour: 'student', dash: 'none', marker: 'circle' } as const
const series = (points: Series['points'], name = 'a'): Series => ({ name, style, points })

function draw(all: readonly Series[], more: Partial<LineChart> = {}): string {
  return lineChart({
    id: 'chart',
    title: 'Title',
    description: 'Description',
    series: all,
    xLabel: 'epoch',
    yLabel: 'loss',
    size: { width: 400, height: 270 },
    ...more,
  }).html
}

type Point = readonly [x: number, y: number]

/** The text of each tick. */
const ticks = (svg: string) => Array.from(svg.matchAll(/class="tick"[^>]*>([^<]*)</g), ([, text]) => text)
const paths = (svg: string) => Array.from(svg.matchAll(/class="line[^"]*" d="([^"]*)"/g), ([, path]) => path)
const points = (path: string | undefined) =>
  Array.from((path ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g), ([, x, y]): Point => [Number(x), Number(y)])

describe('lineChart', () => {
  it('draws points in proportion to axes that hold them all', () => {
    const svg = draw([
      series([
        [1, 10],
        [2, 20],
        [5, 40],
      ]),
    ])
    expect(ticks(svg)).toEqual(['10', '20', '30', '40', '1', '2', '3', '4', '5'])
    const [[x1, y1], [x2, y2], [x5, y5]] = points(paths(svg)[0]) as unknown as [Point, Point, Point]
    expect((x2 - x1) / (x5 - x1)).toBeCloseTo(1 / 4, 2)
    expect((y2 - y1) / (y5 - y1)).toBeCloseTo(1 / 3, 2)
    const gridLines = Array.from(svg.matchAll(/class="grid"[^>]* y1="([\d.]+)"/g), ([, y]) => Number(y))
    expect([y1, y5]).toEqual([gridLines[0], gridLines.at(-1)])
  })

  it('leaves a gap where a value is not finite', () => {
    const svg = draw([
      series([
        [1, 1],
        [2, 2],
        [3, NaN],
        [4, Infinity],
        [5, 1],
      ]),
    ])
    expect(paths(svg)[0]?.replace(/[^ML]/g, '')).toBe('MLM')
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('draws one epoch as a marker in the middle', () => {
    const svg = draw([series([[1, 0.5]])])
    expect(svg.match(/<circle/g)).toHaveLength(1)
    expect(svg).toContain('<title>a: 0.5</title>')
    expect(ticks(svg).at(-1)).toBe('1')
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it.each([
    ['no series', []],
    ['no points', [series([])]],
    ['no finite values', [series([[1, NaN]])]],
  ])('says so where there are %s', (_, all) => {
    const svg = draw(all)
    expect(svg).toContain('>no finite values<')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('starts at 0 on request, where the values come near it', () => {
    const values = (from: number) => [
      series([
        [1, from],
        [2, 1],
      ]),
    ]
    expect(ticks(draw(values(0.4), { fromZero: true }))[0]).toBe('0')
    expect(ticks(draw(values(0.9), { fromZero: true }))[0]).toBe('0.90')
    expect(ticks(draw(values(0.4)))[0]).toBe('0.4')
  })

  it('thins the markers of many epochs, and keeps the last', () => {
    const many = Array.from({ length: 400 }, (_, index) => [index + 1, index % 7] as const)
    const svg = draw([series(many)])
    const tips = Array.from(svg.matchAll(/<circle[^>]* cx="([\d.]+)"/g), ([, x]) => Number(x))
    expect(tips.length).toBeLessThan(30)
    const drawn = points(paths(svg)[0])
    expect(drawn).toHaveLength(400)
    expect(tips.at(-1)).toBe(drawn.at(-1)?.[0])
  })

  it('escapes names, labels and descriptions', () => {
    const svg = draw([series([[1, 1]], '<i>')], {
      title: '<i>',
      description: '<i>',
      xLabel: '<i>',
      yLabel: '<i>',
    })
    expect(svg).not.toContain('<i>')
    expect(svg.match(/&lt;i&gt;/g)).toHaveLength(5)
  })
})
