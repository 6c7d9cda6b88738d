import type { LoweringTable } from '../lowering'
import { batchNorm } from './batch-norm'
import { conv } from './conv'
import { convGradients } from './conv-gradients'
import { depthwiseConvolutions } from './depthwise'
import { elementwise } from './elementwise'
import { pools } from './pool'
import { poolGradients } from './pool-gradients'
import { products } from './products'
import { reductions } from './reductions'
import { resizing } from './resize'
import { shapes } from './shapes'
import { softmax } from './softmax'
import { space } from './space'

/** Every kernel that has an ONNX form. */
export const lowerings: LoweringTable = {
  ...elementwise,
  ...products,
  ...reductions,
  ...shapes,
  ...softmax,
  ...batchNorm,
  ...conv,
  ...convGradients,
  ...depthwiseConvolutions,
  ...poolGradients,
  ...pools,
  ...resizing,
  ...space,
}
