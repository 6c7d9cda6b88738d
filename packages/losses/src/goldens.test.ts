import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { readFileSync } from 'node:fs'
import type { AnyFactory, Loss, Signals } from '@potstill/spec'
import {
  div,
  mean,
  mul,
  setBackend,
  sum,
  tensor,
  type Tensor,
  tidy,
  valueAndGrad,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { losses } from './losses'
import { lossContext } from './testing/context'
import { farthest } from './testing/float64'

/**
 * Values and gradients of reference implementations, computed in float64: see `note` in the file. This runs every case
 * of a loss that the package has, on logits and at a constant temperature.
 */
const file = new URL('../../../reference/losses/goldens.json', import.meta.url)
const cases = (JSON.parse(readFileSync(file, 'utf8')) as { cases: GoldenCase[] }).cases.filter(isCovered)

interface GoldenTensor {
  readonly shape: number[]
  readonly data: number[]
}

interface GoldenCase {
  readonly id: string
  readonly source: string
  readonly loss: string
  readonly temperature?: { readonly constant?: { readonly value: number } } | null
  readonly options?: Record<string, unknown> | null
  readonly signals: {
    readonly studentLogits: GoldenTensor
    readonly teacherLogits?: GoldenTensor
    readonly labels?: number[] | number[][]
    readonly mask?: number[] | number[][]
  }
  readonly expected: { readonly value: number; readonly gradients: { readonly studentLogits: GoldenTensor } }
}

/** Some cases call a plain function instead: they have no signals. */
function isCovered({ loss, temperature, signals }: Partial<GoldenCase>): boolean {
  const constant = !temperature || 'constant' in temperature
  return losses.some(({ name }) => name === loss) && constant && signals?.studentLogits !== undefined
}

function lossNamed(name: string): AnyFactory<'loss', Loss> {
  const found = losses.find((loss) => loss.name === name)
  if (found === undefined) throw new Error(`no loss ${name}`)
  return found
}

const restore = ({ shape, data }: GoldenTensor) => tensor(data, shape)

/** The trainer's reduction: the mean over examples, or over the tokens whose mask is 1; a scalar stays as it is. */
const reduced = (loss: Tensor, mask: Tensor | undefined) =>
  mask === undefined ? mean(loss) : div(sum(mul(loss, mask)), sum(mask))

function valueAndGradient(golden: GoldenCase): { value: number; gradient: number[] } {
  const { studentLogits, teacherLogits, labels, mask } = golden.signals
  const loss = lossNamed(golden.loss).make(golden.options ?? {})
  return tidy(() => {
    const given: Partial<Pick<Signals, 'teacherLogits' | 'labels' | 'mask'>> = {
      ...(teacherLogits && { teacherLogits: restore(teacherLogits) }),
      ...(labels && { labels: tensor(labels, undefined, 'int32') }),
      ...(mask && { mask: tensor(mask) }),
    }
    const context = lossContext(golden.temperature?.constant?.value)
    const objective = (logits: Tensor) => {
      const result = loss.compute({ ...given, studentLogits: logits } as Signals, context)
      return reduced('loss' in result ? result.loss : result, given.mask)
    }
    const { value, grad } = valueAndGrad(objective)(restore(studentLogits))
    return { value: value.arraySync() as number, gradient: [...grad.dataSync()] }
  })
}

describe.each(['cpu', 'wasm'])('golden cases on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))

  it('hold those of the losses that are here', () => {
    expect(cases.map(({ id }) => id)).toEqual(expect.arrayContaining(['kd-T1', 'kd-T4', 'kd-T20']))
  })

  it.each(cases)('$id: $source', (golden) => {
    const { value, gradient } = valueAndGradient(golden)
    expect(Math.abs(value / golden.expected.value - 1)).toBeLessThan(1e-4)
    const expected = golden.expected.gradients.studentLogits.data
    const largest = Math.max(...expected.map(Math.abs))
    expect(farthest(gradient, expected)).toBeLessThan(1e-4 * largest)
  })
})
