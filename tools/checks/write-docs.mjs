import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { componentDocs } from './lib/component-docs.mjs'
import { repositoryRoot } from './lib/workspace.mjs'

/*
 * Writes the documents that are made of what components say of themselves. Build before: it reads dist.
 *
 *     npm run docs
 */

for (const [path, text] of Object.entries(await componentDocs())) {
  await writeFile(join(repositoryRoot, path), text)
  console.log(path)
}
