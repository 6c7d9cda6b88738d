import { defineConfig, type Options } from 'tsup'

/** One build for every package: ESM first with CommonJS beside it, types for each, dependencies external. */
export const potstillBuild = (entry: readonly string[], more: Options = {}) =>
  defineConfig({
    entry: [...entry],
    format: ['esm', 'cjs'],
    target: 'es2022',
    sourcemap: true,
    clean: true,
    splitting: true,
    dts: { compilerOptions: { customConditions: [] } },
    ...more,
  })
