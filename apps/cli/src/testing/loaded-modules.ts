/** An argument of Node that has a process list the CommonJS modules that it loaded, at its end, on standard error. */
export const listLoadedModules = `--import=data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module'
  const { cache } = createRequire('file:///probe.js')
  process.on('exit', () => process.stderr.write('\\n' + JSON.stringify({ loaded: Object.keys(cache) }) + '\\n'))
`)}`

/** Those of TensorFlow.js in such a list. Node loads its CommonJS builds, from `import` too. */
export function tensorflowModules(stderr: string): readonly string[] {
  const line = stderr.split('\n').find((each) => each.startsWith('{"loaded":'))
  if (line === undefined) throw new Error(`there is no list of modules in: ${stderr}`)
  const { loaded } = JSON.parse(line) as { loaded: readonly string[] }
  return loaded.filter((path) => path.includes('@tensorflow'))
}
