import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const left = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx', 'reference', 'runs'])
const losses = [
  ['logits', 'zebra-logits'],
  ['features', 'zebra-features'],
  ['relations', 'zebra-relations'],
] as const

/** A copy of the repository, with the same packages from outside. */
let folder: string
const run = async (command: string, ...given: readonly string[]) => {
  const program = join(folder, 'node_modules', '.bin', command)
  const env = { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: folder, NO_COLOR: '1' }
  try {
    return (await promisify(execFile)(program, given, { cwd: folder, env })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    throw new Error(`${command} ${given.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'potstill-generators-'))
  await cp(root, folder, { recursive: true, filter: (source) => !left.has(basename(source)) })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [level, name] of losses) {
    const made = await run('nx', 'generate', '@potstill/generators:loss', name, `--level=${level}`)
    expect(made).toContain(`CREATE packages/losses/src/${name}.ts`)
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const changed = [
  ...losses.flatMap(([, name]) => [`src/${name}.ts`, `src/${name}.test.ts`]),
  'src/index.ts',
  'src/losses.ts',
  'README.md',
].map((file) => `packages/losses/${file}`)
const sources = changed.filter((file) => file.endsWith('.ts'))

describe('generated losses', () => {
  it('are formatted', async () => {
    expect(await run('prettier', '--check', ...changed)).toContain('All matched files use Prettier')
  })

  it('have no type errors', async () => {
    expect(await run('tsc', '-p', 'packages/losses/tsconfig.json', '--noEmit')).toBe('')
  })

  it('are lint-free', async () => {
    expect(await run('oxlint', ...sources)).toContain('Found 0 warnings and 0 errors')
    expect(await run('eslint', '--max-warnings=0', ...sources)).toBe('')
  })

  it('pass their tests, and those of every loss', async () => {
    const tests = [
      ...sources.filter((file) => file.endsWith('.test.ts')),
      'packages/losses/src/losses.test.ts',
    ]
    const report = JSON.parse(await run('vitest', 'run', '--reporter=json', ...tests)) as {
      success: boolean
      testResults: { name: string }[]
    }
    expect(report.success).toBe(true)
    expect(report.testResults.map(({ name }) => basename(name)).toSorted()).toEqual(
      tests.map((file) => basename(file)).toSorted(),
    )
  })
})
