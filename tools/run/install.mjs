import { statSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'
import { root } from './workspace-root.mjs'

/** Installs what package-lock.json names, where it is not installed yet. */
export async function installIfNeeded() {
  if (isInstalled()) return true
  return runQuietly('Installing packages (once, about half a minute)', 'npm', [
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
  ])
}

/** npm writes this file last, so an interrupted install counts as none. */
function isInstalled() {
  const installed = modified(join(root, 'node_modules/.package-lock.json'))
  return installed !== undefined && installed >= (modified(join(root, 'package-lock.json')) ?? 0)
}

/** @param {string} path */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
