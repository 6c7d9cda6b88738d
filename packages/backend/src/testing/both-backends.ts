import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { backend, setBackend, tidy, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { registerWasmKernels } from '../wasm/register-wasm-kernels'

/** Computes the same on cpu and on wasm. */
export async function onBothBackends<Result>(compute: () => Result | Promise<Result>) {
  registerWasmKernels()
  await setBackend('cpu')
  const cpu = await compute()
  await setBackend('wasm')
  const wasm = await compute()
  return { cpu, wasm }
}

/** Expects the same tensors of both, each entry to 1e-4 of the larger of 1 and itself. */
export async function expectSameTensors(compute: () => Tensor | Tensor[]) {
  const { cpu, wasm } = await onBothBackends(() => tidy(() => [compute()].flat().map(plain)))
  expect(wasm.map(({ shape }) => shape)).toEqual(cpu.map(({ shape }) => shape))
  cpu.forEach(({ values }, index) => expectClose(wasm[index]!.values, values))
}

/** Expects that a computation on wasm gives back all memory, that of its kernels too. */
export async function expectNothingLeft(compute: () => Tensor) {
  registerWasmKernels()
  await setBackend('wasm')
  const held = () => (backend() as KernelBackend).numDataIds()
  const before = held()
  tidy(() => void compute())
  expect(held()).toBe(before)
}

export function expectClose(received: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(received.length).toBe(expected.length)
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(received[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!))
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
  }
  expect(worst).toBeLessThanOrEqual(1e-4)
}

function plain(x: Tensor) {
  return { shape: x.shape, values: x.dataSync() }
}
