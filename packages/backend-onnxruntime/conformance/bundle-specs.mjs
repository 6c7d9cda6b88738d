import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { registrations } from './backends.mjs'

/** Below node_modules, so that what stays outside the bundle is found from there. */
const folder = new URL('../../../node_modules/.cache/potstill-conformance/', import.meta.url)

/** What modules written for CommonJS expect around them; in an ES module they are not there. */
const commonJs = `
  import { createRequire as makeRequire } from 'node:module'
  const [require, __dirname] = [makeRequire(import.meta.url), import.meta.dirname]
`

/**
 * Bundles tfjs-core's own specs with a backend and one copy of tfjs-core, and gives the bundle's path. The bundle's
 * `specs()` declares every spec to jasmine.
 *
 * @param {string} backend
 */
export async function bundleSpecs(backend) {
  const outfile = fileURLToPath(new URL(`${backend}.mjs`, folder))
  await build({
    stdin: { contents: source(backend), resolveDir: import.meta.dirname },
    outfile,
    plugins: [replacing(registrations[backend]?.replaced ?? {})],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // tfjs-core is several bundles and the files they were made of; the specs import the files.
    mainFields: ['module', 'main'],
    conditions: ['@potstill/source'],
    // Its package.json calls modules free of side effects that register kernels, gradients and specs.
    ignoreAnnotations: true,
    external: ['onnxruntime-node', 'onnxruntime-node/*'],
    banner: { js: commonJs },
    logLevel: 'error',
  })
  return outfile
}

/**
 * @param {Readonly<Record<string, string>>} replaced
 * @returns {import('esbuild').Plugin}
 */
function replacing(replaced) {
  return {
    name: 'replacing',
    setup({ onLoad }) {
      for (const [end, contents] of Object.entries(replaced)) {
        onLoad({ filter: new RegExp(`/src${end}(/index)?\\.ts$`) }, () => ({ contents, loader: 'ts' }))
      }
    },
  }
}

/** @param {string} backend */
function source(backend) {
  const { name, source } = /** @type {import('./backends.mjs').Registration} */ (registrations[backend])
  const environment = { name, backendName: name, isDataSync: true }
  return `
    import { engine, setBackend } from '@tensorflow/tfjs-core'
    import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
    import '@tensorflow/tfjs-core/dist/register_all_gradients'
    import '@tensorflow/tfjs-backend-cpu'
    import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
    ${source}
    // TensorFlow.js would say nothing and run the specs on another backend.
    if (!(await setBackend('${name}'))) throw new Error('The backend ${name} does not start.')
    engine().reset()
    setTestEnvs([${JSON.stringify(environment)}])
    export const specs = () => import('@tensorflow/tfjs-core/dist/tests')
  `
}
