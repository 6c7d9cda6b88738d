import { lowerings } from '@potstill/onnx'
import { expect, it } from 'vitest'
import { loops } from '../loops'
import { leastWork } from './policy'
import { elements, workOf } from './work'

const info = (...shape: number[]) => ({ dataId: {}, shape, dtype: 'float32' as const })

it('sends large kernels to ONNX Runtime that have no loop, but for a few that the cpu backend computes faster', () => {
  const never = Object.keys(lowerings).filter(
    (kernel) => !(kernel in loops) && leastWork(kernel) === Infinity,
  )
  expect(never.toSorted()).toEqual([
    'ArgMax',
    'ArgMin',
    'Diag',
    'OneHot',
    'OnesLike',
    'Pack',
    'ResizeBilinear',
    'Select',
    'ZerosLike',
  ])
})

it('counts the elements of the largest input', () => {
  expect(elements({ a: info(2, 3), b: info(), c: undefined })).toBe(6)
  expect(workOf('Exp')({ x: info(4, 5) }, {})).toBe(20)
})

it('counts the multiplications of a product', () => {
  const work = workOf('BatchMatMul')
  expect(work({ a: info(5, 2, 3), b: info(5, 3, 7) }, {})).toBe(5 * 2 * 3 * 7)
  expect(work({ a: info(2, 3), b: info(7, 3) }, { transposeB: true })).toBe(2 * 3 * 7)
})

it('counts nothing for a slice that is a view', () => {
  const work = workOf('Slice')
  expect(work({ x: info(100, 10) }, { begin: [5, 0], size: [20, 10] })).toBe(0)
  expect(work({ x: info(100, 10) }, { begin: [5, 2], size: [20, 3] })).toBe(1000)
  expect(work({ x: info(100, 10) }, { begin: [5, 2], size: [20, -1] })).toBe(1000)
})
