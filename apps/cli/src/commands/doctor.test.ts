import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '../../package.json'
import { cli, lastLine } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'a-file': '' })
})
afterAll(() => removeFolder(folder))

const doctor = (...args: string[]) => cli(['doctor', ...args], { cwd: folder })

/** A module that keeps Node.js from finding a package. */
function hide(name: string): string {
  const hook = `export function resolve(specifier, context, next) {
    if (specifier !== '${name}') return next(specifier, context)
    const error = new Error("Cannot find package '${name}' imported from " + context.parentURL)
    throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
  }`
  const asUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`
  return asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))})`)
}

describe('potstill doctor', () => {
  it('finds that this machine can train, and says what would be faster', async () => {
    const { code, stdout, stderr } = await doctor()
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Node.js    ${process.versions.node}\n`)
    expect(stdout).toMatch(/^gradient {3}ok, .* from its closed form$/m)
    expect(stdout).toMatch(/^training {3}ok, loss .* → .* in 30 steps$/m)
    expect(stdout).toMatch(/^ {2}tensorflow-gpu: .*\n {4}to get it: npm install @tensorflow\/tfjs-node-gpu$/m)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('This machine can train.')
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  })

  it('computes on ONNX Runtime where that is installed', async () => {
    expect(lastLine(await doctor('--json'))).toMatchObject({
      healthy: true,
      backend: { name: 'onnxruntime', version: '1.30.0', threads: availableParallelism() },
      selfTest: { passed: true },
    })
  })

  it('computes with WebAssembly where ONNX Runtime is not installed, and says how to get it', async () => {
    const { code, stdout } = await cli(['doctor'], {
      cwd: folder,
      node: ['--import', hide('onnxruntime-node')],
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^backend {4}wasm /m)
    expect(stdout).toContain(
      '  onnxruntime: onnxruntime-node is not installed\n    to get it: npm install onnxruntime-node --ignore-scripts\n',
    )
  })

  it('says it as JSON, of the backend that is asked for', async () => {
    const ended = await doctor('--json', '--backend', 'cpu')
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(lastLine(ended)).toMatchObject({
      healthy: true,
      machine: { potstill: version, node: process.versions.node },
      backend: { name: 'cpu' },
      betterBackends: [],
      selfTest: { passed: true },
      runs: { path: join(folder, 'runs'), writable: true },
      problems: [],
    })
  })

  it('ends with 1 where runs cannot be written', async () => {
    const ended = await doctor('--json', '--backend', 'cpu', '--runs', 'a-file')
    expect(ended.code).toBe(1)
    expect(lastLine(ended)).toMatchObject({
      healthy: false,
      runs: { writable: false },
      problems: [expect.stringMatching(/^Runs cannot be written: .*a file among them/) as string],
    })
  })

  it('ends with 1 where the backend does not work, and looks at the rest all the same', async () => {
    const { code, stdout } = await doctor('--backend', 'tensorflow-gpu')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^backend {4}none$/m)
    expect(stdout).toMatch(/^runs {7}ok, /m)
    expect(stdout).toMatch(/^problem: .*@tensorflow\/tfjs-node-gpu/m)
  })
})
