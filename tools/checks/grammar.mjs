import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { checklist } from './lib/checklist.mjs'
import { reachedFromTests } from './lib/reached-from-tests.mjs'
import { filesBelow, isForTests, isPublished, readWorkspaces, repositoryRoot } from './lib/workspace.mjs'

/** @import { Checklist } from './lib/checklist.mjs' */
/** @import { Workspace } from './lib/workspace.mjs' */

const longest = 300
const vagueNames = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'types',
  'type',
  'common',
  'misc',
  'shared',
  'core',
])

// Written in two halves, so that this file does not report itself.
const forbidden = [
  {
    pattern: new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|XX${'X'})\\b`),
    message: 'do it, or write it down where work is planned',
  },
  { pattern: /\b(it|test|describe|bench)\.only\(/, message: 'runs one test and hides the others' },
  { pattern: /(^|[\s'"`(=])\/(work|tmp|root|home)\/[\w.-]/, message: 'a path of one machine' },
]

/**
 * The shape of the repository: what every package has, how files are named, that tests stand beside the source.
 *
 * @param {string} [root]
 */
export async function grammar(root = repositoryRoot) {
  const list = checklist()
  const workspaces = await readWorkspaces(root)
  const readme = existsSync(join(root, 'README.md')) ? await readFile(join(root, 'README.md'), 'utf8') : ''
  for (const workspace of workspaces) {
    if (isPublished(workspace)) {
      for (const wanted of ['README.md', 'LICENSE', 'tsconfig.json', 'vitest.config.ts', 'tsup.config.ts']) {
        list.expect(existsSync(join(workspace.path, wanted)), `${workspace.folder}: has no ${wanted}`)
      }
      for (const script of ['build', 'test', 'lint', 'typecheck']) {
        list.expect(
          script in (workspace.manifest.scripts ?? {}),
          `${workspace.folder}: has no script "${script}"`,
        )
      }
      const row = new RegExp(`^\\|.*\\b${workspace.folder}\\b`, 'm')
      list.expect(row.test(readme), `${workspace.folder}: README.md's table has no row that links to it`)
    }
    await checkSource(root, workspace, list)
  }
  await checkText(root, list)
  return list.outcome
}

/**
 * @param {string} root
 * @param {Workspace} workspace
 * @param {Checklist} list
 */
async function checkSource(root, workspace, list) {
  const source = join(workspace.path, 'src')
  const files = await filesBelow(source, (file) => file.endsWith('.ts'))
  const entries = entryFiles(workspace)
  const reached = await reachedFromTests(source, files)
  for (const file of files) {
    const place = `${workspace.folder}/src/${file}`
    const text = await readFile(join(source, file), 'utf8')
    const lines = text.trimEnd().split('\n').length
    list.expect(lines <= longest, `${place}: ${lines} lines; split it by ideas (at most ${longest})`)
    const name = posix.basename(file).replace(/(\.test(-d)?)?\.ts$/, '')
    list.expect(!vagueNames.has(name), `${place}: a name that says nothing; call the file after its idea`)
    if (isForTests(file) || entries.has(file) || name === 'index' || !hasCode(text)) continue
    list.expect(
      reached.has(file),
      `${place}: no test reaches it; write ${posix.basename(file, '.ts')}.test.ts beside it`,
    )
  }
}

/** @param {Workspace} workspace */
function entryFiles({ manifest }) {
  /** @type {Set<string>} */
  const files = new Set()
  for (const target of Object.values(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? undefined : target['@potstill/source']
    if (typeof source === 'string') files.add(source.replace('./src/', ''))
  }
  // What a program starts with: tests run it in processes of its own.
  if (manifest.bin !== undefined) files.add('main.ts')
  return files
}

/**
 * Something in it can be wrong: it has a function, a class, or a call.
 *
 * @param {string} text
 */
function hasCode(text) {
  const file = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ESNext)
  /** @param {ts.Node} node @returns {boolean | undefined} */
  const find = (node) =>
    ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
      ? true
      : ts.isCallExpression(node) || ts.isClassDeclaration(node)
        ? true
        : ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
          ? undefined
          : ts.forEachChild(node, find)
  return find(file) === true
}

/**
 * @param {string} root
 * @param {Checklist} list
 */
async function checkText(root, list) {
  const skipped = /^(package-lock\.json|reference\/|runs\/)/
  const wanted = (/** @type {string} */ file) =>
    /\.(ts|tsx|mjs|cjs|js|md|ya?ml|json|py|sh)$|^\.ci\//.test(file) && !skipped.test(file)
  for (const file of await filesBelow(root, wanted)) {
    const lines = (await readFile(join(root, file), 'utf8')).split('\n')
    const problems = lines.flatMap((line, index) =>
      [...forbidden.filter(({ pattern }) => pattern.test(line)), ...unexplainedSkip(line)].map(
        ({ message }) => `${file}:${index + 1}: ${line.trim().slice(0, 80)} – ${message}`,
      ),
    )
    list.expect(problems.length === 0, problems.join('\n'))
  }
}

/**
 * A skip says why: in a comment on its line, in the name of the test, or as the note of `context.skip(…)`.
 *
 * @param {string} line
 */
function unexplainedSkip(line) {
  const skips = /\b(it|test|describe)\.(skip|todo)\b|\b(it|test|describe)\.(skipIf|runIf)\(/.test(line)
  const bare = /\bskip\(\)|\bskip\(\s*(true|false|![\w.]+|[\w.]+)\s*\)/.test(line)
  if ((!skips && !bare) || line.includes('//') || /\(.*(needs|because|without|only|no ).*\)/i.test(line))
    return []
  return [{ message: 'a skip says why: a comment on its line, or a note' }]
}
