import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { registerBackend } from '@tensorflow/tfjs-core'
import { importModule, type ImportModule } from '../import-module'

type Module = () => unknown

/**
 * An `import()` that finds wasm, cpu and what is given. A module is a function: what it returns is what the import
 * gives, what it throws is what the import fails with.
 */
export function importOnly(modules: Readonly<Record<string, Module>> = {}): ImportModule {
  return async (specifier) => {
    const module = modules[specifier]
    if (module !== undefined) return module()
    if (/^@tensorflow\/tfjs-backend-(wasm|cpu)$/.test(specifier)) return importModule(specifier)
    throw notFound(specifier)
  }
}

export function notFound(specifier: string): Error {
  const error = new Error(`Cannot find package '${specifier}' imported from /app/index.js`)
  return Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
}

/** Does on import what the two native packages do: registers a backend named `tensorflow`. */
export function fakeTensorflow({ isUsingGpuDevice }: { isUsingGpuDevice: boolean }): Module {
  return () => {
    registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice }), 3)
    return { default: { version: { 'tfjs-node': '4.22.0' } } }
  }
}
