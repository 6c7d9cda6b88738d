import { formatFiles, generateFiles, joinPathFragments, readProjectConfiguration } from '@nx/devkit'
import { defaults } from './defaults.mjs'
import { namesOf } from './names.mjs'
import { withExport, withItem, withRow } from './registration.mjs'

/** @import { Tree } from '@nx/devkit' */
/** @import { Level } from './defaults.mjs' */

/**
 * @typedef {object} LossOptions
 * @property {string} name
 * @property {Level} [level]
 * @property {string} [summary]
 * @property {string} [source]
 * @property {string} [project]
 * @property {string} [directory]
 */

/**
 * Writes a loss that works, with its test, and puts it into the project's exports, list and table.
 *
 * @param {Tree} tree
 * @param {LossOptions} options
 */
export default async function lossGenerator(tree, options) {
  const { level = 'logits', project = '@potstill/losses', directory = 'src' } = options
  const { root } = readProjectConfiguration(tree, project)
  const { name, kebab, pascal } = namesOf(options.name)
  const summary = withoutStop(options.summary ?? defaults[level].summary)
  const source = options.source ?? defaults[level].source
  const folder = joinPathFragments(root, directory)
  if (tree.exists(joinPathFragments(folder, `${kebab}.ts`))) {
    throw new Error(`${folder}/${kebab}.ts is there already: choose another name, or change that one`)
  }
  const parts = partsFrom(tree, root, directory)
  const files = joinPathFragments(import.meta.dirname, 'files', level)
  generateFiles(tree, files, folder, { name, kebab, pascal, summary, source, parts })

  const entry = { name, kebab, pascal, level, summary, source }
  change(tree, joinPathFragments(folder, 'index.ts'), (text) => withExport(text, entry))
  change(tree, joinPathFragments(folder, 'losses.ts'), (text) => withItem(text, entry))
  change(tree, joinPathFragments(root, 'README.md'), (text) => withRow(text, entry))
  await formatFiles(tree)
}

/**
 * The way from a new file to what losses have in common.
 *
 * @param {Tree} tree
 * @param {string} root
 * @param {string} directory
 */
function partsFrom(tree, root, directory) {
  const wanted = joinPathFragments(root, 'src', 'parts', 'features.ts')
  if (!tree.exists(wanted)) {
    throw new Error(`expected ${wanted}, of which a new loss is made; choose a project of losses`)
  }
  const depth = directory.split('/').filter((part) => part !== '' && part !== '.').length
  return `${depth <= 1 ? './' : '../'.repeat(depth - 1)}parts`
}

/**
 * @param {Tree} tree
 * @param {string} file
 * @param {(text: string) => string} edit
 */
function change(tree, file, edit) {
  const text = tree.read(file, 'utf8')
  if (text === null) console.warn(`${file} is not there: nothing is registered in it`)
  else tree.write(file, edit(text))
}

/** @param {string} sentence */
function withoutStop(sentence) {
  return sentence.replace(/\.$/, '')
}
