import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[/\\]$/, '')

/**
 * @typedef {Record<string, string>} Versions
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string} [main]
 * @property {string} [module]
 * @property {string} [types]
 * @property {string[]} [files]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string | Record<string, string | { types?: string, default?: string }>>} [exports]
 * @property {Versions} [dependencies]
 * @property {Versions} [peerDependencies]
 * @property {Record<string, { optional?: boolean }>} [peerDependenciesMeta]
 * @property {Versions} [devDependencies]
 * @property {Versions} [optionalDependencies]
 * @property {{ tags?: string[] }} [nx]
 *
 * @typedef {object} Workspace a package of this repository
 * @property {string} name
 * @property {string} folder relative to the root, with `/`
 * @property {string} path absolute
 * @property {Manifest} manifest
 * @property {string[]} layers from the tags `layer:…`; exactly one, or a check complains
 */

/**
 * Packages, apps and tools, sorted by folder.
 *
 * @param {string} [root]
 * @returns {Promise<Workspace[]>}
 */
export async function readWorkspaces(root = repositoryRoot) {
  const found = []
  for (const group of ['packages', 'apps', 'tools']) {
    if (!existsSync(join(root, group))) continue
    for (const entry of (await readdir(join(root, group))).toSorted()) {
      const path = join(root, group, entry)
      if (!existsSync(join(path, 'package.json'))) continue
      const manifest = /** @type {Manifest} */ (await readJson(join(path, 'package.json')))
      const layers = (manifest.nx?.tags ?? [])
        .filter((tag) => tag.startsWith('layer:'))
        .map((tag) => tag.slice('layer:'.length))
      found.push({ name: manifest.name, folder: `${group}/${entry}`, path, manifest, layers })
    }
  }
  return found
}

/** @param {Workspace} workspace */
export function isPublished(workspace) {
  return workspace.manifest.private !== true
}

/**
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'))
}

/**
 * Files below a folder, sorted, relative to it with `/`; build output and installed packages left out.
 *
 * @param {string} folder
 * @param {(file: string) => boolean} wanted
 * @returns {Promise<string[]>}
 */
export async function filesBelow(folder, wanted) {
  if (!existsSync(folder)) return []
  const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx'])
  /** @type {string[]} */
  const found = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (skipped.has(entry.name)) continue
      const below = await filesBelow(join(folder, entry.name), () => true)
      found.push(...below.map((file) => `${entry.name}/${file}`))
    } else {
      found.push(entry.name)
    }
  }
  return found.filter(wanted).toSorted()
}

/** @param {string} file */
export function isTest(file) {
  return /\.test(-d)?\.ts$/.test(file)
}

/**
 * Tests, and what only tests use: that stands in folders called `testing` or `fixtures`.
 *
 * @param {string} file
 */
export function isForTests(file) {
  return isTest(file) || /(^|\/)(testing|fixtures)\//.test(file)
}

/**
 * @param {string} root
 * @param {string} path
 */
export function fromRoot(root, path) {
  return relative(root, path).split(sep).join('/')
}
