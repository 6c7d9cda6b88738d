import { expect, it } from 'vitest'
import { displayWidth } from './display-width'
import { shortened } from './shortened'

it.each([
  ['student', 7, 'student'],
  ['student-2', 7, 'stu…t-2'],
  ['student-2', 8, 'stu…t-2'],
  ['知识蒸馏的学生网络第一号', 17, '知识蒸馏…络第一号'],
  ['学生网络', 5, '学…络'],
])('shortens %s to %i columns: %s', (name, columns, expected) => {
  expect(shortened(name, columns)).toBe(expected)
  expect(displayWidth(expected)).toBeLessThanOrEqual(columns)
})
