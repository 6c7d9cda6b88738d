import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { checklist } from './lib/checklist.mjs'
import { eachOf } from './lib/each-of.mjs'
import { packed } from './lib/packed.mjs'
import { runProgram } from './lib/run-program.mjs'
import { isForTests, repositoryRoot } from './lib/workspace.mjs'

/** @import { Checklist } from './lib/checklist.mjs' */
/** @import { Packed } from './lib/packed.mjs' */

/**
 * The exports map of each package against what `npm pack` puts into the tarball; publint and "are the types wrong"
 * look at the same tarball.
 */
export async function exportsMaps() {
  const list = checklist()
  const packages = await packed()
  for (const item of packages) {
    checkMap(item, list)
    checkFiles(item, list)
    await checkWithPublint(item, list)
  }
  await eachOf(packages, (item) => checkTypes(item, list))
  return list.outcome
}

/**
 * @param {Packed} item
 * @param {Checklist} list
 */
function checkMap({ workspace, files }, list) {
  const { manifest, folder } = workspace
  const map = manifest.exports ?? {}
  list.expect('.' in map, `${folder}: exports has no "."`)
  list.expect(map['./package.json'] === './package.json', `${folder}: exports has no "./package.json"`)
  for (const [subpath, target] of Object.entries(map)) {
    if (typeof target === 'string') continue
    const name = subpath === '.' ? 'index' : subpath.slice(2)
    const expected = {
      '@potstill/source': `./src/${name}.ts`,
      import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
      require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
    }
    // Order matters in an exports map, so the texts are compared.
    list.expect(
      JSON.stringify(target) === JSON.stringify(expected),
      `${folder}: exports["${subpath}"] should be ${JSON.stringify(expected)}`,
    )
    for (const file of [
      expected['@potstill/source'],
      ...Object.values(expected.import),
      ...Object.values(expected.require),
    ]) {
      list.expect(
        files.includes(file.slice(2)),
        `${folder}: exports["${subpath}"] names ${file}, which is not packed`,
      )
    }
  }
  for (const [field, value] of Object.entries({
    main: 'index.cjs',
    module: 'index.js',
    types: 'index.d.ts',
  })) {
    const given = manifest[/** @type {'main' | 'module' | 'types'} */ (field)]
    list.expect(given === `./dist/${value}`, `${folder}: ${field} is ${given}, should be ./dist/${value}`)
  }
  for (const file of Object.values(manifest.bin ?? {})) {
    list.expect(files.includes(file.replace('./', '')), `${folder}: bin names ${file}, which is not packed`)
  }
}

/**
 * @param {Packed} item
 * @param {Checklist} list
 */
function checkFiles({ workspace, files }, list) {
  for (const wanted of ['README.md', 'LICENSE', 'package.json']) {
    list.expect(files.includes(wanted), `${workspace.folder}: ${wanted} is not packed`)
  }
  const programs = Object.values(workspace.manifest.bin ?? {}).map((file) => file.replace('./', ''))
  const stray = files.filter(
    (file) =>
      isForTests(file) ||
      !(/^(dist|src)\/|^(README\.md|LICENSE|package\.json)$/.test(file) || programs.includes(file)),
  )
  list.expect(stray.length === 0, `${workspace.folder}: packs ${stray.join(', ')}`)
}

/**
 * @param {Packed} item
 * @param {Checklist} list
 */
async function checkWithPublint({ workspace, tarball }, list) {
  const bytes = await readFile(tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    level: 'warning',
    strict: true,
  })
  const texts = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
  list.expect(texts.length === 0, `${workspace.folder}: publint: ${texts.join('; ')}`)
}

/**
 * @param {Packed} item
 * @param {Checklist} list
 */
async function checkTypes({ workspace, tarball }, list) {
  const program = join(repositoryRoot, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  // node16: the older node10 resolution knows no subpaths.
  const { code, stdout, stderr } = await runProgram(process.execPath, [
    program,
    tarball,
    '--profile',
    'node16',
    '--format',
    'table-flipped',
    '--no-color',
    '--no-emoji',
  ])
  list.expect(code === 0, `${workspace.folder}: are the types wrong?\n${stdout.trim()}${stderr.trim()}`)
}
