import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, toyFolder } from './testing/toy-folder'
import { pluginWithLoss } from './testing/toy-plugin'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'plugin.mjs': pluginWithLoss({ compute: 'return studentLogits' }) })
})
afterAll(() => removeFolder(folder))

describe('the CommonJS build', () => {
  it('imports plugins, which are ES modules', async () => {
    const built = fileURLToPath(new URL('../dist/index.cjs', import.meta.url))
    const code = `require(${JSON.stringify(built)}).main(['list', 'losses', '--plugin', './plugin.mjs']).then(console.log)`
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', code], { cwd: folder })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^ {2}odd /m)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0')
  })
})
