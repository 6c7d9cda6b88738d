import { fileURLToPath } from 'node:url'
import { folderStorage } from '@potstill/formats/node'

/** Reads files and packages of this repository. */
export const workspaceStorage = folderStorage({
  root: fileURLToPath(new URL('../../../..', import.meta.url)),
})
