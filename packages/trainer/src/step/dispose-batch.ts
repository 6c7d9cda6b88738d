import type { Batch, Inputs, TeacherOutput } from '@potstill/spec'
import { dispose, type Tensor } from '@tensorflow/tfjs-core'
import { isTensor } from './check-batch'

/**
 * Disposes every tensor of a batch.
 *
 * @param except another batch whose tensors stay: a strategy may have passed some of them on
 */
export function disposeBatch(batch: Batch, except?: Batch): void {
  const spared = new Set(except === undefined ? [] : batchTensors(except))
  dispose([...new Set(batchTensors(batch))].filter((tensor) => !spared.has(tensor)))
}

/** Disposes what a teacher answered. */
export function disposeTaught({ logits, topK, features = {}, views = [] }: TeacherOutput): void {
  const ofTopK = topK === undefined ? [] : [topK.indices, topK.logProbs, topK.tail]
  dispose([
    ...new Set([...(logits === undefined ? [] : [logits]), ...ofTopK, ...Object.values(features), ...views]),
  ])
}

function batchTensors(batch: Batch): readonly Tensor[] {
  const { ids, inputs, teacherInputs, views = [], viewSeeds, labels, targets, mask, weights } = batch
  const single = [ids, viewSeeds, labels, targets, mask, weights].filter((tensor) => tensor !== undefined)
  const several = [inputs, teacherInputs, ...views].filter((entry) => entry !== undefined).flatMap(tensorsOf)
  return [...single, ...several]
}

function tensorsOf(inputs: Inputs): readonly Tensor[] {
  return isTensor(inputs) ? [inputs] : Object.values(inputs)
}
