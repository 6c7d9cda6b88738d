import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFailure } from './import-failure'

const name = '@tensorflow/tfjs-node'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'potstill-import-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function install(files: Readonly<Record<string, string>>) {
  const home = join(folder, 'node_modules', name)
  await mkdir(home, { recursive: true })
  for (const [file, content] of Object.entries(files)) await writeFile(join(home, file), content)
}

/** What plain Node.js throws, in a project that holds only what was installed. */
async function failure() {
  const program = `import('${name}').catch(({ code, message }) => console.log(JSON.stringify({ code, message })))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
  })
  const { code, message } = JSON.parse(stdout) as { code: string; message: string }
  return importFailure(name, Object.assign(new Error(message), { code }))
}

describe('importFailure, on what Node.js throws', () => {
  it('tells that a package is not installed', async () => {
    expect(await failure()).toMatchObject({
      reason: '@tensorflow/tfjs-node is not installed',
      fix: 'npm install @tensorflow/tfjs-node',
    })
  })

  it.each([
    ['CommonJS', { 'index.js': "require('google-protobuf')" }],
    [
      'ESM',
      { 'package.json': '{ "type": "module", "main": "index.js" }', 'index.js': "import 'google-protobuf'" },
    ],
  ])('tells that a package of its own is missing from a package in %s', async (_, files) => {
    await install(files as unknown as Record<string, string>)
    expect(await failure()).toMatchObject({
      reason: "is installed, but the module 'google-protobuf' that it needs is missing",
    })
  })

  it('tells that a file of the package is missing', async () => {
    await install({ 'package.json': '{ "main": "dist/index.js" }' })
    expect((await failure()).reason).toMatch(/^is installed, but the module '.*' that it needs is missing$/)
  })

  it('tells that the native library does not load', async () => {
    await install({ 'index.js': "require('./binding.node')", 'binding.node': 'no library' })
    const { reason, fix } = await failure()
    expect(reason).toMatch(/^is installed, but its native library does not load: .*binding\.node/)
    expect(fix).toContain('npm rebuild @tensorflow/tfjs-node --build-addon-from-source')
  })

  it('passes on the first line of any other message', async () => {
    await install({ 'index.js': "throw new Error('The addon can not be found.\\nPlease run a command.')" })
    expect(await failure()).toMatchObject({
      reason: 'is installed, but failed while loading: The addon can not be found.',
    })
  })
})
