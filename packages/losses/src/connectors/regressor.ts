import { PotstillError, type Shape } from '@potstill/spec'
import { relu } from '@tensorflow/tfjs-core'
import { batchNorm } from './batch-norm'
import { inTurn, plain, type Connector } from './connector'
import { convolution, doubling } from './convolution'

/**
 * A convolution from the shape of one example of the student's maps, `[H, W, C]`, to that of the teacher's, with batch normalisation and
 * ReLU. How it convolves, the sizes decide, as in RepDistiller's and mdistiller's programs: half the size, 3×3 with stride 2; twice, a
 * transposed 4×4; the same or any other that is smaller, a kernel of the difference plus 1.
 *
 * @throws PotstillError `losses/features` where shapes are no maps, or the teacher's are larger but not twice as large
 */
export function regressor(component: string, student: Shape, teacher: Shape): Connector {
  return inTurn({
    convolution: bySize(component, student, teacher),
    norm: batchNorm(teacher[2] ?? 1),
    relu: plain(relu),
  })
}

function bySize(component: string, student: Shape, teacher: Shape): Connector {
  if (student.length !== 3 || teacher.length !== 3) throw cannotConnect(component, student, teacher)
  const [height = 0, width = 0, from = 0] = student
  const [toHeight = 0, toWidth = 0, to = 0] = teacher
  if (height === 2 * toHeight && width === 2 * toWidth) {
    return convolution(from, to, { stride: 2, padding: 1 })
  }
  if (toHeight === 2 * height && toWidth === 2 * width) return doubling(from, to)
  if (height < toHeight || width < toWidth) throw cannotConnect(component, student, teacher)
  return convolution(from, to, { kernel: [1 + height - toHeight, 1 + width - toWidth] })
}

function cannotConnect(component: string, student: Shape, teacher: Shape): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component,
    expected:
      "maps [H, W, C] of which the teacher's are at most as large as the student's, or twice as large",
    received: `student [${student}], teacher [${teacher}]`,
    fix: 'choose other taps',
  })
}
