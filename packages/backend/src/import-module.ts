/** Imports a package by name; `import()` itself, or a test's stand-in. */
export type ImportModule = (specifier: string) => Promise<unknown>

/** Written out, so that a bundler follows them and makes chunks of them. */
const followed: Readonly<Record<string, () => Promise<unknown>>> = {
  '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm'),
  '@tensorflow/tfjs-backend-cpu': () => import('@tensorflow/tfjs-backend-cpu'),
}

/** Imports a package; a bundler leaves those alone that may not be installed. */
export const importModule: ImportModule = (specifier) =>
  followed[specifier]?.() ?? import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)

/** An export of a module, also where the module is CommonJS and Node shows its exports under `default` only. */
export function exportOf(module: unknown, name: string): unknown {
  const exports = module as Record<string, unknown> & { default?: Record<string, unknown> }
  return exports[name] ?? exports.default?.[name]
}
