import { cnn } from './cnn.mjs'
import { depthwise } from './depthwise.mjs'
import { mlp } from './mlp.mjs'
import { resnet } from './resnet.mjs'
import { seeded } from './seeded.mjs'
import { transformer } from './transformer.mjs'

/** @import { LayersModel } from '@tensorflow/tfjs-layers' */

/** @type {Readonly<Record<string, { student: () => LayersModel, teacher: () => LayersModel }>>} */
const builders = {
  mlp: pair(mlp, { hidden: 1200 }, { hidden: 2400 }),
  cnn: pair(cnn, { width: 32 }, { width: 64 }),
  resnet8: pair(resnet, { blocks: 1 }, { blocks: 3 }),
  depthwise: pair(depthwise, { width: 32 }, { width: 64 }),
  transformer: pair(transformer, { width: 128, heads: 4 }, { width: 256, heads: 8 }),
}

/**
 * @param {string} network
 * @param {'student' | 'teacher'} role
 */
export function build(network, role) {
  const builder = builders[network]
  if (builder === undefined) throw new Error(`no network is called ${network}`)
  return builder[role]()
}

/**
 * @template Size
 * @param {(size: Size, initial: import('./seeded.mjs').Seeded) => LayersModel} network
 * @param {Size} student
 * @param {Size} teacher
 */
function pair(network, student, teacher) {
  return { student: () => network(student, seeded(1)), teacher: () => network(teacher, seeded(1001)) }
}
