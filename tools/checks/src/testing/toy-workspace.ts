import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

type Contents = string | object

/** Writes files into a new folder, gives it to `use`, and removes it. */
export async function withFiles<Result>(
  files: Readonly<Record<string, Contents>>,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'potstill-checks-'))
  try {
    for (const [name, contents] of Object.entries({ 'package.json': { name: 'root' }, ...files })) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), typeof contents === 'string' ? contents : JSON.stringify(contents))
    }
    return await use(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** A package.json of the kind that this repository has. */
export function manifest(name: string, layer: string, more: object = {}): object {
  return { name, version: '0.1.0', nx: { tags: [`layer:${layer}`] }, ...more }
}
