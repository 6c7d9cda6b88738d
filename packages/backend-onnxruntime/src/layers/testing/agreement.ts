import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerBackend } from '../../register-backend'
import type { Task } from './task'
import { trainCompiled, trainEagerly, trainOnCpu, type Numbers, type Trained } from './train'

/** The largest difference from cpu, relative to the largest number. */
export const tolerance = 1e-4

/** Tests that training agrees with the cpu backend: losses, weights and later answers, eager and compiled. */
export function describeAgreement(kind: string, tasks: Readonly<Record<string, Task>>): void {
  describe.each(Object.entries(tasks))(`${kind}: %s`, (_, task) => {
    let cpu: Trained
    beforeAll(async () => {
      await registerBackend({ threads: 1 })
      cpu = await trainOnCpu(task)
    })
    afterEach(() => tf.disposeVariables())

    it('trains on cpu, all of it', () => {
      for (const loss of cpu.losses) expect(loss).toBeGreaterThan(0)
      expect(standing(cpu)).toEqual([])
    })

    it('trains eagerly as on cpu, with ONNX Runtime', async () => {
      const { native, ...eager } = await trainEagerly(task)
      expect(disagreements(eager, cpu)).toEqual([])
      expect(task.native.filter((kernel) => !native.has(kernel))).toEqual([])
      expect(native.size).toBeGreaterThan(0)
    })

    it('trains compiled as on cpu, in one program', async () => {
      const { runs, ...compiled } = await trainCompiled(task)
      expect(disagreements(compiled, cpu)).toEqual([])
      expect(new Set(runs).size).toBe(1)
    })
  })
}

/** What differs by more than the tolerance, and by how much. */
export function disagreements(one: Trained, other: Trained): readonly string[] {
  const parts = ({ losses, outputs, weights, initial }: Trained): readonly [string, Numbers][] => [
    ['losses', losses],
    ['outputs', outputs],
    ...weights,
    ...[...initial].map(([name, values]): [string, Numbers] => [`initial ${name}`, values]),
  ]
  const expected = parts(other)
  return parts(one).flatMap(([name, values], index) => {
    const by = apart(values, expected[index]![1])
    return by < tolerance ? [] : [`${name} by ${by.toExponential(1)}`]
  })
}

/** Weights that have not moved: where all stand still, that two trainings agree says nothing. */
function standing({ weights, initial }: Trained): readonly string[] {
  return [...weights].flatMap(([name, values]) =>
    apart(values, initial.get(name)!) > 10 * tolerance ? [] : [name],
  )
}

/** The largest difference, relative to the largest number of `expected`. */
export function apart(values: Numbers, expected: Numbers): number {
  if (values.length !== expected.length) return Infinity
  const differences = Array.from(values, (value, index) => Math.abs(value - expected[index]!))
  if (differences.some(Number.isNaN)) return Infinity
  return Math.max(...differences) / Math.max(...Array.from(expected, Math.abs))
}
