import { defineLoss, type Shape } from '@potstill/spec'
import {
  add,
  addN,
  concat,
  div,
  exp,
  gather,
  greater,
  log,
  matMul,
  mean,
  mul,
  neg,
  oneHot,
  ones,
  reshape,
  slice,
  stack,
  sub,
  sum,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inside, merged, prefixed, under } from './connectors/connector'
import { linear } from './connectors/linear'
import { detach } from './parts/detach'
import { checkPairs, featureTraits } from './parts/features'
import { normed } from './parts/normed'

const name = 'crd'

export interface CrdArguments {
  /** Embeddings of length 1, float32 `[B, D]`. */
  readonly student: Tensor
  /** The same of the teacher's features. What embeds them learns too, so that it is the features that have to be constant, not these. */
  readonly teacher: Tensor
  /** Embeddings of all examples by id, float32 `[N, D]`. */
  readonly memoryStudent: Tensor
  readonly memoryTeacher: Tensor
  /** int32 `[B]`. */
  readonly ids: Tensor
  /** The example's own id first, then those that it is held against: int32 `[B, K + 1]`. */
  readonly contrastIds: Tensor
  /** τ. Default: 0.07. */
  readonly temperature?: number
  /** Share of the old embedding in the memory. Default: 0.5. */
  readonly momentum?: number
  /** Default: 1e-7. */
  readonly epsilon?: number
  /** Z of the student's and of the teacher's side, float32 `[2]`; 0 or absent: this is the first batch, which gives them. */
  readonly normalizers?: Tensor
}

export interface CrdResult {
  /** float32 `[B]`. */
  readonly loss: Tensor
  readonly memoryStudent: Tensor
  readonly memoryTeacher: Tensor
  readonly normalizers: Tensor
}

/**
 * Contrastive representation distillation: the embeddings of student and teacher of one example are to be recognised among those of K
 * others, which are kept in memories. With h = exp(s·m / τ) / Z for an embedding s and a memory m of the other side, h₊ of its own and
 * h₋ of the others, N the number of examples, per example and for both sides,
 *
 *     − log(h₊ / (h₊ + K/N + ε)) − Σ log((K/N) / (h₋ + K/N + ε))
 *
 * Z is N times the mean of exp(s·m / τ) over the first batch. Then each memory becomes momentum · old + (1 − momentum) · new, of length 1.
 * Tian et al. 2020, arXiv:1910.10699; Z and memories are those of their program (RepDistiller).
 *
 * @example
 * const one = tensor2d([[1, 0]])
 * const memory = tensor2d([[1, 0], [1, 0]])
 * const given = { student: one, teacher: one, memoryStudent: memory, memoryTeacher: memory }
 * const ids = { ids: tensor1d([1], 'int32'), contrastIds: tensor2d([[1, 0]], [1, 2], 'int32') }
 * crdLoss({ ...given, ...ids }).memoryStudent // => [[1, 0], [1, 0]]
 */
export function crdLoss(given: CrdArguments): CrdResult {
  const { student, memoryStudent, memoryTeacher, ids, contrastIds, normalizers = zeros([2]) } = given
  const { teacher, temperature = 0.07, momentum = 0.5, epsilon = 1e-7 } = given
  const count = memoryStudent.shape[0] ?? 1
  const ofStudent = exp(div(products(student, memoryTeacher, contrastIds), temperature))
  const ofTeacher = exp(div(products(teacher, memoryStudent, contrastIds), temperature))
  const first = mul(stack([mean(detach(ofStudent)), mean(detach(ofTeacher))]), count)
  const known = where(greater(normalizers, 0), normalizers, first)
  return {
    loss: add(
      contrast(div(ofStudent, slice(known, 0, 1)), count, epsilon),
      contrast(div(ofTeacher, slice(known, 1, 1)), count, epsilon),
    ),
    memoryStudent: renewed(memoryStudent, detach(student), ids, momentum),
    memoryTeacher: renewed(memoryTeacher, detach(teacher), ids, momentum),
    normalizers: known,
  }
}

/** `[B, K + 1]`: each embedding with the memories of its ids. */
function products(embeddings: Tensor, memory: Tensor, contrastIds: Tensor): Tensor {
  const [batch = 0, size = 0] = embeddings.shape
  const others = contrastIds.shape[1] ?? 1
  const remembered = reshape(gather(memory, reshape(contrastIds, [-1])), [batch, others, size])
  return reshape(matMul(remembered, reshape(embeddings, [batch, size, 1])), [batch, others])
}

function contrast(scores: Tensor, count: number, epsilon: number): Tensor {
  const [batch = 0, all = 1] = scores.shape
  const noise = (all - 1) / count
  const own = slice(scores, [0, 0], [batch, 1])
  const others = slice(scores, [0, 1], [batch, all - 1])
  const recognised = reshape(log(div(own, add(own, noise + epsilon))), [batch])
  const refused = sum(sub(Math.log(noise), log(add(others, noise + epsilon))), -1)
  return neg(add(recognised, refused))
}

/** The memory with the rows of these ids moved on and made of length 1; of an id that stands twice in a batch both count. */
function renewed(memory: Tensor, embeddings: Tensor, ids: Tensor, momentum: number): Tensor {
  const count = memory.shape[0] ?? 1
  const places = mul(oneHot(ids, count), 1)
  const times = reshape(sum(places, 0), [count, 1])
  const fresh = matMul(places, embeddings, true)
  const mixed = normed(add(mul(memory, mul(times, momentum)), mul(fresh, 1 - momentum)))
  const isNew = greater(mul(times, ones([1, memory.shape[1] ?? 1])), 0)
  return where(isNew, mixed, memory)
}

/**
 * Defines contrastive representation distillation: linear embeddings of both sides are trained with the student, and the memories are
 * state. Usual weight 0.8, beside soft targets. See `crdLoss`.
 *
 * @example
 * crd({ negatives: 1024 }).needs // => ['features', 'ids']
 */
export const crd = defineLoss({
  name,
  summary: "The example's own embedding is to be recognised among others.",
  source: 'Tian et al. 2020, arXiv:1910.10699',
  formula: [
    '−log(h₊ / (h₊ + K/N + ε)) − Σ log((K/N) / (h₋ + K/N + ε)), for both sides',
    'h = exp(s·m / τ) / Z: s an embedding, m one remembered of the other side, of the same',
    'example (h₊) or of K others (h₋); Z: N times the mean of exp(s·m / τ) in the first batch',
    'N: examples of the data; summed over the pairs',
  ].join('\n'),
  advice:
    'Contrastive, and made to stand beside soft targets: usual weight 0.8, softTargets 1, τ 0.07, 16384 negatives. ' +
    'Linear embeddings of both sides train with the student and are not part of it afterwards. ' +
    'It needs the ids of examples and keeps two memories of N × size numbers for each pair of taps; on small data choose fewer negatives.',
  needs: ['features', 'ids'],
  options: z.strictObject({
    size: z.int().positive().default(128).describe('Entries of an embedding.'),
    negatives: z.int().positive().default(16384).describe('Others that each example is held against.'),
    temperature: z.number().positive().default(0.07).describe('Divides products of embeddings.'),
    momentum: z.number().min(0).max(1).default(0.5).describe('Share of the old embedding in the memory.'),
    epsilon: z.number().positive().default(1e-7).describe('Keeps logarithms finite.'),
  }),
  create: ({ size, negatives, ...options }) => ({
    traits: { ...featureTraits, level: 'relations', zeroAtMatch: false, permutationInvariant: false },
    init: ({ shapes: { features }, examples: { count }, random }) => {
      checkPairs(name, features.length)
      const memories = features.map(({ student, teacher }, index) => {
        const own = random.child(String(index))
        const embedding = (of: string, shape: Shape) =>
          under(of, linear(sizeOf(shape), size).init(own.child(of)))
        const memory = (of: string) => normed(own.normal(of, [count, size]))
        const state = {
          memoryStudent: memory('memoryStudent'),
          memoryTeacher: memory('memoryTeacher'),
          normalizers: zeros([2]),
        }
        return under(
          `${index}`,
          merged([embedding('student', student), embedding('teacher', teacher), { state }]),
        )
      })
      return merged(memories)
    },
    compute: ({ features, ids }, context) => {
      const batch = ids.shape[0] ?? 0
      const steps = features.map((pair, index) => {
        const own = inside(`${index}`, context)
        const embed = (of: Tensor, by: string) => {
          const rows = reshape(of, [batch, -1])
          return normed(linear(rows.shape[1] ?? 1, size).apply(rows, inside(by, own)).features)
        }
        const { memoryStudent, memoryTeacher, normalizers } = own.state as CrdMemory
        const others = context.random.integers(
          `${index}/negatives`,
          [batch, negatives],
          memoryStudent.shape[0] ?? 1,
        )
        const { loss, ...next } = crdLoss({
          ...options,
          student: embed(pair.student, 'student'),
          teacher: embed(detach(pair.teacher), 'teacher'),
          memoryStudent,
          memoryTeacher,
          ids,
          contrastIds: concat([reshape(ids, [batch, 1]), others], 1),
          normalizers,
        })
        return { loss, state: prefixed(`${index}`, next) }
      })
      return { loss: addN(steps.map(({ loss }) => loss)), state: merged(steps).state }
    },
  }),
})

type CrdMemory = Record<'memoryStudent' | 'memoryTeacher' | 'normalizers', Tensor>

const sizeOf = (shape: Shape) => shape.reduce((all, each) => all * each, 1)
