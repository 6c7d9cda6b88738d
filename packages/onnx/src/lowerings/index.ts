import type { LoweringTable } from '../lowering'
import { elementwise } from './elementwise'
import { products } from './products'
import { reductions } from './reductions'
import { shapes } from './shapes'
import { softmax } from './softmax'

/** Every kernel that has an ONNX form. */
export const lowerings: LoweringTable = { ...elementwise, ...products, ...reductions, ...shapes, ...softmax }
