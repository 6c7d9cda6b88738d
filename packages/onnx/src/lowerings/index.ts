import type { LoweringTable } from '../lowering'
import { activations } from './activations'
import { arctangents } from './arctangent'
import { batchNorm } from './batch-norm'
import { binaryKernels } from './binary'
import { comparisons } from './comparisons'
import { conv } from './conv'
import { convGradients } from './conv-gradients'
import { counts } from './counts'
import { cumulatives } from './cumulative'
import { depthwiseConvolutions } from './depthwise'
import { einsums } from './einsum'
import { gathers } from './gathers'
import { joins } from './joins'
import { lrn } from './lrn'
import { nearZero } from './near-zero'
import { places } from './places'
import { pools } from './pool'
import { poolGradients } from './pool-gradients'
import { poolPlaces } from './pool-places'
import { powers } from './power'
import { products } from './products'
import { quotients } from './quotients'
import { reductions } from './reductions'
import { resizing } from './resize'
import { resizeGradients } from './resize-gradients'
import { scatters } from './scatters'
import { shapes } from './shapes'
import { slices } from './slices'
import { softmax } from './softmax'
import { space } from './space'
import { unaryKernels } from './unary'

/** Every kernel that has an ONNX form. */
export const lowerings: LoweringTable = {
  ...activations,
  ...arctangents,
  ...binaryKernels,
  ...comparisons,
  ...counts,
  ...cumulatives,
  ...einsums,
  ...gathers,
  ...joins,
  ...lrn,
  ...nearZero,
  ...places,
  ...powers,
  ...quotients,
  ...scatters,
  ...slices,
  ...unaryKernels,
  ...products,
  ...reductions,
  ...shapes,
  ...softmax,
  ...batchNorm,
  ...conv,
  ...convGradients,
  ...depthwiseConvolutions,
  ...poolGradients,
  ...poolPlaces,
  ...pools,
  ...resizeGradients,
  ...resizing,
  ...space,
}
