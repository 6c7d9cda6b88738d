import { isPotstillError } from '@potstill/spec'
import { folderStorage } from '../node'

/*
 * Appends lines of 300 bytes to a file until that fails; writes the error as JSON.
 *
 *     node append-program.mjs FILE
 */

const [file = ''] = process.argv.slice(2)
const line = new TextEncoder().encode(`${'x'.repeat(299)}\n`)
try {
  for (;;) await folderStorage().append(file, line)
} catch (error) {
  if (!isPotstillError(error)) throw error
  const { code, category, message } = error
  process.stdout.write(JSON.stringify({ code, category, message }))
}
