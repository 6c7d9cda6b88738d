import { expect, it } from 'vitest'
import { displayWidth } from './display-width'

it.each([
  ['', 0],
  ['student-2', 9],
  ['Schüler', 7],
  ['u\u0308ber', 4],
  ['学生', 4],
  ['학생 ねこ', 9],
  ['🐈 cat', 6],
])('%j takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})
