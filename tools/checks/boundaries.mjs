import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arrows, narrowed } from './arrows.mjs'
import { checklist } from './lib/checklist.mjs'
import { importsOf, isNodeBuiltin, packageOf } from './lib/imports.mjs'
import {
  filesBelow,
  isForTests,
  isPublished,
  readJson,
  readWorkspaces,
  repositoryRoot,
} from './lib/workspace.mjs'

/** @import { Checklist } from './lib/checklist.mjs' */
/** @import { Import } from './lib/imports.mjs' */
/** @import { Manifest, Workspace } from './lib/workspace.mjs' */

const tensorflowRange = '^4.22.0'

/**
 * Arrows between packages point down, nothing is imported that is not declared, TensorFlow.js is a peer, and all
 * versions are in step.
 *
 * @param {string} [root]
 */
export async function boundaries(root = repositoryRoot) {
  const list = checklist()
  const workspaces = await readWorkspaces(root)
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]))
  const rootManifest = /** @type {Manifest} */ (await readJson(join(root, 'package.json')))
  /** @type {Map<string, Set<string>>} */
  const graph = new Map(workspaces.map(({ name }) => [name, new Set()]))

  for (const workspace of workspaces) {
    const { manifest, folder } = workspace
    const [layer] = workspace.layers
    list.expect(
      workspace.layers.length === 1 && layer !== undefined && layer in arrows,
      `${folder}/package.json: nx.tags needs exactly one of ${Object.keys(arrows)
        .map((name) => `layer:${name}`)
        .join(', ')}`,
    )
    checkVersions(workspace, byName, list)
    checkTensorflow(workspace, list)
    checkPeersOfDependencies(workspace, byName, list)

    for (const name of Object.keys(allDependencies(manifest))) {
      if (byName.has(name)) graph.get(workspace.name)?.add(name)
    }
    for (const name of Object.keys(shipped(manifest))) {
      const target = byName.get(name)
      if (target !== undefined) checkArrow(workspace, target, 'package.json', list)
    }

    /** @type {Set<string>} */
    const mentioned = new Set()
    for (const file of await filesBelow(join(workspace.path, 'src'), (name) => /\.m?ts$/.test(name))) {
      const text = await readFile(join(workspace.path, 'src', file), 'utf8')
      for (const name of Object.keys(manifest.dependencies ?? {})) {
        if (!isForTests(file) && text.includes(name)) mentioned.add(name)
      }
      for (const found of importsOf(text, file)) {
        const target = packageOf(found.specifier)
        if (target === undefined || isNodeBuiltin(found.specifier)) continue
        const place = `src/${file}:${found.line}`
        checkDeclared(workspace, file, found, place, rootManifest, list)
        const known = byName.get(target)
        if (known === undefined || known === workspace) continue
        graph.get(workspace.name)?.add(target)
        if (!isForTests(file)) checkArrow(workspace, known, place, list)
      }
    }
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (isPeerOfDependency(name, manifest, byName)) continue
      list.expect(
        mentioned.has(name),
        `${folder}/package.json: depends on ${name}, which nothing in src uses`,
      )
    }
  }

  const cycle = findCycle(graph)
  list.expect(cycle === undefined, `packages depend on each other in a circle: ${cycle?.join(' → ')}`)
  return list.outcome
}

/** @param {Manifest} manifest what a user's install brings */
function shipped(manifest) {
  return { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies }
}

/** @param {Manifest} manifest */
function allDependencies(manifest) {
  return { ...manifest.devDependencies, ...shipped(manifest) }
}

/**
 * @param {Workspace} from
 * @param {Workspace} to
 * @param {string} place
 * @param {Checklist} list
 */
function checkArrow(from, to, place, list) {
  const [source = ''] = from.layers
  const [target = ''] = to.layers
  const only = narrowed[source]?.[target]
  const allowed = (arrows[source] ?? []).includes(target) && (only === undefined || only.includes(to.name))
  list.expect(
    allowed,
    `${from.folder}/${place}: ${source} (${from.name}) may not import ${target} (${to.name}); the arrows stand in tools/checks/arrows.mjs`,
  )
}

/**
 * @param {Workspace} workspace
 * @param {string} file
 * @param {Import} found
 * @param {string} place
 * @param {Manifest} rootManifest
 * @param {Checklist} list
 */
function checkDeclared(workspace, file, found, place, rootManifest, list) {
  const { manifest, folder } = workspace
  const target = packageOf(found.specifier) ?? ''
  if (target === workspace.name) return
  const forTests = isForTests(file) || !isPublished(workspace)
  // A test takes outside packages from the root too, but each @potstill package it uses is named by its own.
  const declared = forTests
    ? {
        ...(target.startsWith('@potstill/') ? {} : rootManifest.devDependencies),
        ...allDependencies(manifest),
      }
    : shipped(manifest)
  const kind = isForTests(file) ? 'devDependencies' : 'dependencies or peerDependencies'
  list.expect(
    target in declared,
    `${folder}/${place}: imports ${target}, which its package.json does not name (${kind})`,
  )
  if (isForTests(file) || manifest.peerDependenciesMeta?.[target]?.optional !== true) return
  list.expect(
    found.dynamic || found.typeOnly,
    `${folder}/${place}: ${target} is an optional peer; import it dynamically, where it is needed`,
  )
}

/**
 * @param {Workspace} workspace
 * @param {Map<string, Workspace>} byName
 * @param {Checklist} list
 */
function checkVersions({ manifest, folder }, byName, list) {
  const first = [...byName.values()][0]?.manifest.version
  list.expect(
    manifest.version === first,
    `${folder}/package.json: version ${manifest.version}, others have ${first}`,
  )
  for (const [name, range] of Object.entries(allDependencies(manifest))) {
    const target = byName.get(name)
    if (target === undefined) continue
    list.expect(
      range === target.manifest.version,
      `${folder}/package.json: wants ${name} ${range}; write ${target.manifest.version}, so that npm links the workspace`,
    )
  }
}

/**
 * @param {Workspace} workspace
 * @param {Checklist} list
 */
function checkTensorflow({ manifest, folder }, list) {
  const isApp = folder.startsWith('apps/')
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (!name.startsWith('@tensorflow/')) continue
    list.expect(
      isApp,
      `${folder}/package.json: ${name} has to be a peer, so that a program has one copy of it`,
    )
    list.expect(
      range === tensorflowRange,
      `${folder}/package.json: ${name} ${range} should be ${tensorflowRange}`,
    )
  }
  for (const [name, range] of Object.entries(manifest.peerDependencies ?? {})) {
    if (!name.startsWith('@tensorflow/')) continue
    list.expect(
      range === tensorflowRange,
      `${folder}/package.json: peer ${name} ${range} should be ${tensorflowRange}`,
    )
  }
  list.expect(
    !('@tensorflow/tfjs' in shipped(manifest)),
    `${folder}/package.json: @tensorflow/tfjs pulls 300 MB more; name -core, -layers, -converter`,
  )
}

/**
 * A peer of what one depends on has to be a peer (or dependency) of one's own, or strict installers leave it out.
 *
 * @param {Workspace} workspace
 * @param {Map<string, Workspace>} byName
 * @param {Checklist} list
 */
function checkPeersOfDependencies({ manifest, folder }, byName, list) {
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const target = byName.get(name)?.manifest
    for (const peer of Object.keys(target?.peerDependencies ?? {})) {
      if (target?.peerDependenciesMeta?.[peer]?.optional === true) continue
      list.expect(
        peer in shipped(manifest),
        `${folder}/package.json: ${name} has the peer ${peer}; name it here too`,
      )
    }
  }
}

/**
 * An app installs the peers that its packages ask for, without using them itself.
 *
 * @param {string} name
 * @param {Manifest} manifest
 * @param {Map<string, Workspace>} byName
 */
function isPeerOfDependency(name, manifest, byName) {
  return Object.keys(manifest.dependencies ?? {}).some(
    (dependency) => name in (byName.get(dependency)?.manifest.peerDependencies ?? {}),
  )
}

/**
 * @param {Map<string, Set<string>>} graph
 * @returns {string[] | undefined}
 */
function findCycle(graph) {
  /** @type {Set<string>} */
  const done = new Set()
  /**
   * @param {string} name
   * @param {string[]} path
   * @returns {string[] | undefined}
   */
  const walk = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of graph.get(name) ?? []) {
      const found = walk(next, [...path, name])
      if (found !== undefined) return found
    }
    done.add(name)
    return undefined
  }
  for (const name of graph.keys()) {
    const found = walk(name, [])
    if (found !== undefined) return found
  }
  return undefined
}
