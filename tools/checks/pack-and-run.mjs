import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checklist } from './lib/checklist.mjs'
import { eachOf } from './lib/each-of.mjs'
import { packed } from './lib/packed.mjs'
import { runProgram } from './lib/run-program.mjs'
import { repositoryRoot } from './lib/workspace.mjs'

/** @import { Packed } from './lib/packed.mjs' */

const fixtures = join(repositoryRoot, 'tools/checks/fixtures')
const programs = [
  'train.mjs',
  'train.cjs',
  'train-own-student.mjs',
  'train-own-student.cjs',
  'augment.mjs',
  'augment.cjs',
]
const copied = ['mini-training.cjs', 'augment-in-threads.cjs', ...programs]

/**
 * What npm's users get: every package packed, installed in an empty folder, and run in plain Node. Tests run on source
 * under vite, which hides what breaks here: a file that is not packed, a named import that CommonJS lacks, gradients
 * that nobody registers.
 */
export async function packAndRun() {
  const list = checklist()
  const packages = await packed()
  const folder = await mkdtemp(join(tmpdir(), 'potstill-user-'))
  try {
    await install(folder, packages)
    for (const name of copied) await copyFile(join(fixtures, name), join(folder, name))
    await eachOf(packages.flatMap(entriesOf), async ({ specifier }) => {
      const [esm, cjs] = [
        await exportedNames(folder, specifier, 'import'),
        await exportedNames(folder, specifier, 'require'),
      ]
      list.expect(esm.failure === undefined, `import('${specifier}') fails in plain Node:\n${esm.failure}`)
      list.expect(cjs.failure === undefined, `require('${specifier}') fails in plain Node:\n${cjs.failure}`)
      list.expect(
        esm.names === cjs.names,
        `${specifier} exports other names to import than to require:\n${esm.names}\n${cjs.names}`,
      )
    })
    await eachOf(packages.flatMap(binsOf), async ({ name, file }) => {
      const { code, stdout, stderr } = await runProgram(
        process.execPath,
        [join(folder, 'node_modules', file), '--help'],
        {
          cwd: folder,
        },
      )
      list.expect(
        code === 0 && stdout.includes(name),
        `${name} --help ends with ${code}:\n${stdout}${stderr}`,
      )
    })
    for (const program of programs) {
      const { code, stdout, stderr } = await runProgram(process.execPath, [program], { cwd: folder })
      list.expect(code === 0, `a program in plain Node (${program}) fails:\n${stdout}${stderr}`)
      if (code === 0) list.note(`${program}: ${stdout.trim()}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return list.outcome
}

/**
 * @param {string} folder
 * @param {Packed[]} packages
 */
async function install(folder, packages) {
  /** @type {Record<string, string>} */
  const dependencies = { '@tensorflow/tfjs-backend-cpu': '4.22.0' }
  for (const { workspace, tarball } of packages) {
    dependencies[workspace.name] = `file:${tarball}`
    for (const peer of Object.keys(workspace.manifest.peerDependencies ?? {})) {
      if (workspace.manifest.peerDependenciesMeta?.[peer]?.optional !== true) dependencies[peer] ??= '4.22.0'
    }
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const { code, stderr } = await runProgram(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    { cwd: folder },
  )
  if (code !== 0) throw new Error(`npm install of the packed packages failed:\n${stderr}`)
}

/** @param {Packed} item */
function entriesOf({ workspace }) {
  const programs = Object.values(workspace.manifest.bin ?? {})
  return Object.entries(workspace.manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return []
    const esm = target.import
    // To import a program is to run it.
    if (typeof esm === 'object' && programs.includes(esm.default ?? '')) return []
    return [{ specifier: workspace.name + subpath.slice(1) }]
  })
}

/** @param {Packed} item */
function binsOf({ workspace }) {
  return Object.entries(workspace.manifest.bin ?? {}).map(([name, file]) => ({
    name,
    file: join(workspace.name, file),
  }))
}

/**
 * A process of its own for each, so that nothing an earlier import did can help.
 *
 * @param {string} folder
 * @param {string} specifier
 * @param {'import' | 'require'} way
 */
async function exportedNames(folder, specifier, way) {
  const print = `.then((all) => console.log(Object.keys(all).filter((key) => key !== 'default' && key !== 'module.exports').sort().join(' ')))`
  const load = way === 'import' ? `import('${specifier}')` : `Promise.resolve(require('${specifier}'))`
  const flag = way === 'import' ? '--input-type=module' : '--input-type=commonjs'
  const { code, stdout, stderr } = await runProgram(process.execPath, [flag, '--eval', load + print], {
    cwd: folder,
  })
  const lines = stdout.trim().split('\n')
  return { names: lines.at(-1) ?? '', failure: code === 0 ? undefined : stderr.trim() }
}
