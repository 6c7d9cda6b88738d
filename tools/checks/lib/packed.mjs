import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './run-program.mjs'
import { isPublished, readWorkspaces, repositoryRoot } from './workspace.mjs'

/**
 * @typedef {object} Packed what a user would get from the registry
 * @property {import('./workspace.mjs').Workspace} workspace
 * @property {string} tarball absolute path
 * @property {string[]} files in the tarball, relative to the package
 */

/** @type {Promise<Packed[]> | undefined} */
let once

/** Packs every published package once per process; the tarballs are removed when it ends. */
export function packed() {
  once ??= pack()
  return once
}

/** @returns {Promise<Packed[]>} */
async function pack() {
  const folder = await mkdtemp(join(tmpdir(), 'potstill-pack-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const published = (await readWorkspaces()).filter(isPublished)
  const { code, stdout, stderr } = await runProgram(
    'npm',
    ['pack', '--json', '--pack-destination', folder, ...published.map(({ name }) => `--workspace=${name}`)],
    { cwd: repositoryRoot },
  )
  if (code !== 0) throw new Error(`npm pack failed:\n${stderr}`)
  /** @type {{ name: string, filename: string, files: { path: string }[] }[]} */
  const results = JSON.parse(stdout)
  return published.map((workspace) => {
    const result = results.find(({ name }) => name === workspace.name)
    if (result === undefined) throw new Error(`npm pack gave nothing for ${workspace.name}`)
    const filename = result.filename.replace('@', '').replace('/', '-')
    return { workspace, tarball: join(folder, filename), files: result.files.map(({ path }) => path) }
  })
}
