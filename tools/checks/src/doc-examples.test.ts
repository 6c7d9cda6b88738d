import '@tensorflow/tfjs-backend-cpu'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { filesBelow, isForTests, readWorkspaces, repositoryRoot } from '../lib/workspace.mjs'
import type { Example } from './doc-examples/example'
import { readDocComments } from './doc-examples/read-doc-comments'
import { readMarkdown } from './doc-examples/read-markdown'
import { runExample, type Scope } from './doc-examples/run-example'

const workspaces = (await readWorkspaces()).filter(({ folder }) => !folder.startsWith('tools/'))

beforeEach(async () => {
  await setBackend('cpu')
})

/*
 * In scope of a doc comment: every export of its package, then of spec, of TensorFlow.js's core and layers, `z`, and what
 * its own file exports. A Markdown block has nothing but its own imports.
 */
for (const { name, folder, path, manifest } of workspaces) {
  const examples: Example[] = []
  for (const file of await filesBelow(
    join(path, 'src'),
    (found) => found.endsWith('.ts') && !isForTests(found),
  )) {
    const text = await readFile(join(path, 'src', file), 'utf8')
    examples.push(...readDocComments(`${folder}/src/${file}`, text))
  }
  if (examples.length === 0) continue
  describe(`doc comments of ${name}`, () => {
    for (const example of examples) {
      it(example.name, async () => {
        const scopes: Scope[] = []
        for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
          if (typeof target !== 'string') scopes.push(await namesOf(name + subpath.slice(1)))
        }
        for (const name of ['@potstill/spec', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
          scopes.push(await namesOf(name))
        }
        const own = await namesOf(join(repositoryRoot, example.file))
        await runExample(example.code, [...scopes, { z }, own])
      })
    }
  })
}

describe('programs in Markdown', async () => {
  const isDocument = (file: string) =>
    /^(README\.md|docs\/.*\.md|(packages|apps)\/[^/]+\/README\.md)$/.test(file)
  const examples: Example[] = []
  for (const file of await filesBelow(repositoryRoot, isDocument)) {
    examples.push(...readMarkdown(file, await readFile(join(repositoryRoot, file), 'utf8')))
  }
  for (const example of examples.filter(({ notRun }) => notRun === undefined)) {
    it(`${example.name} (line ${example.line})`, async () => {
      await inEmptyFolder(() => runExample(example.code, []))
    })
  }

  const notRun = examples.filter((example) => example.notRun !== undefined)
  it(`leaves out ${notRun.length} of ${examples.length} blocks, each with a reason`, () => {
    expect(notRun.filter((example) => example.notRun === '').map(({ name }) => name)).toEqual([])
  })
})

async function namesOf(specifier: string): Promise<Scope> {
  return (await import(/* @vite-ignore */ specifier)) as Scope
}

/** Inside the repository, so that installed packages are found from it. */
async function inEmptyFolder(run: () => Promise<void>) {
  const before = process.cwd()
  const folder = await mkdtemp(join(repositoryRoot, 'node_modules', '.example-'))
  process.chdir(folder)
  try {
    await run()
  } finally {
    process.chdir(before)
    await rm(folder, { recursive: true, force: true })
  }
}
