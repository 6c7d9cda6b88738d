import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { checklist } from './lib/checklist.mjs'
import { isPublished, readWorkspaces, repositoryRoot } from './lib/workspace.mjs'

/** @import { Workspace } from './lib/workspace.mjs' */

/**
 * The export whose price alone is shown: what a person would install the package for.
 *
 * @type {Record<string, string>}
 */
const typicalExport = {
  '@potstill/backend': 'useBackend',
  '@potstill/data': 'arrays',
  '@potstill/evaluation': 'compare',
  '@potstill/formats': 'readSafetensors',
  '@potstill/layers-model': 'tapModel',
  '@potstill/loggers': 'earlyStopping',
  '@potstill/losses': 'softTargetsLoss',
  '@potstill/recipe': 'loadRecipe',
  '@potstill/schedules': 'cosine',
  '@potstill/spec': 'defineLoss',
  '@potstill/students': 'mlp',
  '@potstill/teachers': 'layersModel',
  '@potstill/trainer': 'createTrainer',
}

/** Every package's main entry bundles for a browser, and the table says what it costs there. */
export async function browserBundle() {
  const list = checklist()
  const rows = [['package', 'min', 'min+gzip', 'one export', 'min', 'min+gzip']]
  for (const workspace of await readWorkspaces()) {
    if (!isPublished(workspace) || !workspace.folder.startsWith('packages/')) continue
    const whole = await bundle(`export * as whole from '${workspace.name}'`)
    list.expect(
      whole.problems.length === 0,
      `${workspace.folder}: does not bundle for a browser: ${whole.problems.join('; ')}`,
    )
    const names = await exportedNames(workspace)
    const typical = typicalExport[workspace.name]
    list.expect(
      typical === undefined || names.includes(typical),
      `${workspace.folder}: exports no ${typical}; name another in tools/checks/browser-bundle.mjs`,
    )
    const name = typical !== undefined && names.includes(typical) ? typical : names[0]
    const one = name === undefined ? undefined : await bundle(`export { ${name} } from '${workspace.name}'`)
    rows.push([
      workspace.name,
      ...sizes(whole.code),
      name ?? '',
      ...(one === undefined ? ['', ''] : sizes(one.code)),
    ])
  }
  list.note('TensorFlow.js left out, dependencies in:')
  for (const line of table(rows)) list.note(line)
  return list.outcome
}

/** @param {string} source */
async function bundle(source) {
  const result = await build({
    stdin: { contents: source, resolveDir: join(repositoryRoot, 'tools/checks') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Left for the program's own bundler, with the optional peers.
    external: ['@tensorflow/*', 'onnxruntime-node'],
    logLevel: 'silent',
  }).catch((/** @type {import('esbuild').BuildFailure} */ failure) => failure)
  if ('outputFiles' in result) return { code: result.outputFiles[0]?.text ?? '', problems: [] }
  const problems = result.errors.map(({ text, location }) => `${text} (${location?.file ?? 'no file'})`)
  return { code: '', problems }
}

/**
 * Names of the values that the built entry exports.
 *
 * @param {Workspace} workspace
 */
async function exportedNames(workspace) {
  const entry = pathToFileURL(join(workspace.path, 'dist/index.js')).href
  /** @type {Record<string, unknown>} */
  const module = await import(entry)
  return Object.keys(module)
}

/** @param {string} code */
function sizes(code) {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  return [kilobytes(Buffer.byteLength(code)), kilobytes(gzipSync(code, { level: 9 }).length)]
}

/** @param {string[][]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        /kB$|^min/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
