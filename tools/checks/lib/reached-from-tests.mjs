import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { importsOf } from './imports.mjs'
import { isTest } from './workspace.mjs'

/**
 * Source files that some test of the package reaches by imports. Through an index file a test reaches only what the
 * names it imports stand for: an entry that gathers everything does not make everything tested.
 *
 * @param {string} source the package's src folder
 * @param {string[]} files in it, all of them
 * @returns {Promise<Set<string>>}
 */
export async function reachedFromTests(source, files) {
  /** @type {Map<string, import('./imports.mjs').Import[]>} */
  const imports = new Map()
  for (const file of files) {
    const all = importsOf(await readFile(join(source, file), 'utf8'), file)
    imports.set(
      file,
      all.filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly),
    )
  }
  /** @type {Set<string>} */
  const seen = new Set()
  /** @type {Set<string>} */
  const reached = new Set()
  /**
   * @param {string} file
   * @param {string[] | undefined} names
   */
  const visit = (file, names) => {
    const key = `${file} ${names?.join(' ') ?? '*'}`
    if (seen.has(key)) return
    seen.add(key)
    reached.add(file)
    for (const found of imports.get(file) ?? []) {
      const passed =
        found.exported && names !== undefined
          ? found.names?.filter((name) => names.includes(name))
          : found.names
      if (passed?.length === 0) continue
      const target = fileOf(posix.join(posix.dirname(file), found.specifier), files)
      if (target !== undefined) visit(target, passed)
    }
  }
  for (const file of files) if (isTest(file)) visit(file, undefined)
  return reached
}

/**
 * @param {string} path without extension, or a folder
 * @param {string[]} files
 */
function fileOf(path, files) {
  return [`${path}.ts`, posix.join(path, 'index.ts'), path].find((file) => files.includes(file))
}
