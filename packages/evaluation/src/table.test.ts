import { describe, expect, it } from 'vitest'
import { renderTable } from './table'

describe('renderTable', () => {
  it('aligns names to the left and quantities to the right, with dashes for what is not known', () => {
    const table = renderTable([
      {
        name: 'teacher',
        role: 'teacher',
        examples: 10_000,
        accuracy: 0.9867,
        errors: 133,
        parameters: 2_395_210,
        bytes: 9_580_840,
        forwardMilliseconds: 0.211,
      },
      { name: 'student', role: 'student', examples: 10_000, accuracy: 0.9, errors: 1000, agreement: 0.9836 },
    ])
    expect(table).toBe(
      [
        '         accuracy  errors  agreement  parameters     size  per example',
        '──────────────────────────────────────────────────────────────────────',
        'teacher    98.67%     133          –   2,395,210  9.58 MB       211 µs',
        'student    90.00%   1,000     98.36%           –        –            –',
      ].join('\n'),
    )
  })

  it('aligns wide characters by the columns they take', () => {
    const rows = ['学生', 'abcd'].map((name) => ({ name, role: 'other' as const, examples: 1, errors: 1 }))
    const [, , wide, narrow] = renderTable(rows).split('\n')
    expect(wide).toBe(narrow?.replace('abcd', '学生'))
  })

  it('keeps a name from steering the terminal, and from taking the whole line', () => {
    const names = ['a\u001B[2Jb\n\u202Ec', `${'x'.repeat(40)}-1`]
    const lines = renderTable(names.map((name) => ({ name, role: 'other', examples: 1 }))).split('\n')
    expect(lines[2]).toMatch(/^a�\[2Jb��c {2}/)
    expect(lines[3]).toMatch(/^x{15}…x{13}-1 {2}/)
    expect(lines).toHaveLength(4)
  })

  it('is a head without rows where nothing was compared', () => {
    expect(renderTable([]).split('\n')).toHaveLength(2)
  })
})
