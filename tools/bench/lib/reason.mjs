/**
 * Why a contender cannot train a network, short enough for a cell of the table.
 *
 * @param {unknown} error
 */
export function reasonOf(error) {
  const message = error instanceof Error ? error.message : String(error)
  const kernel = /Kernel '(\w+)' not registered for backend/.exec(message)?.[1]
  if (kernel !== undefined) return `kernel ${kernel} missing`
  const [line = ''] = message.trim().split('\n')
  // What a Potstill error says to do is for the author of a program.
  return line.replace(/^\[potstill\] /, '').replace(/\.? To fix it: .*/, '')
}
