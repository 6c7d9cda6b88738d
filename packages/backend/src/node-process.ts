/** Node's process, or undefined in a browser: found at run time, so that no bundle carries `node:*`. */
export function nodeProcess(): NodeJS.Process | undefined {
  const { process } = globalThis as { process?: NodeJS.Process }
  return process?.versions?.node === undefined ? undefined : process
}
