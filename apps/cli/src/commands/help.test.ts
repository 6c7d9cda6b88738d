import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { cli } from '../testing/cli'
import { listLoadedModules, tensorflowModules } from '../testing/loaded-modules'

const commands = ['demo', 'run', 'check', 'doctor', 'list', 'explain', 'schema']
const withProbe = (args: readonly string[]) => cli(args, { node: [listLoadedModules] })

describe('help', () => {
  it.concurrent.each(commands)('of %s has examples, and loads no TensorFlow.js', async (command) => {
    const { code, stdout, stderr } = await withProbe([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: potstill ${command} `)
    expect(stdout).toMatch(new RegExp(`^Examples:\n  potstill ${command}\\b.*  # `, 'm'))
    expect(tensorflowModules(stderr)).toEqual([])
  })

  it.concurrent.each([
    ['--help', 0],
    ['--version', 0],
    ['rum', 2],
    ['run', 2],
    ['run --nope', 2],
    ['demo --epochs 0', 2],
  ])('%s ends with %i, and loads no TensorFlow.js', async (args, expected) => {
    const { code, stderr } = await withProbe(args.split(' '))
    expect(code).toBe(expected)
    expect(tensorflowModules(stderr)).toEqual([])
  })

  it('is looked at with a probe that sees TensorFlow.js where it is loaded', async () => {
    const { stderr } = await withProbe(['doctor', '--backend', 'cpu', '--runs', tmpdir()])
    const loaded = tensorflowModules(stderr).join('\n')
    expect(loaded).toContain('tfjs-core')
    expect(loaded).toContain('tfjs-layers')
    expect(loaded).toContain('tfjs-backend-cpu')
  })
})
