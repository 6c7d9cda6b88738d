import { potstillBuild } from '../../tsup.shared'

const entries = ['src/index.ts', 'src/main.ts']

export default [
  // Split, so that `--help` loads no more than it shows.
  potstillBuild(entries, { format: ['esm'] }),
  // Splitting would make `require` of the dynamic import of plugins, which are ES modules. The shim gives this build the
  // URL of its own file, from where installed packages are looked for.
  potstillBuild(entries, { format: ['cjs'], splitting: false, shims: true, clean: false }),
]
