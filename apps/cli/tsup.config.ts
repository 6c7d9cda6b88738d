import { potstillBuild } from '../../tsup.shared'

export default [
  // Split, so that `--help` loads no more than it shows.
  potstillBuild(['src/index.ts', 'src/main.ts'], { format: ['esm'] }),
  // Splitting would make `require` of the dynamic import of plugins, which are ES modules. The shim gives this build the
  // URL of its own file, from where installed packages are looked for.
  potstillBuild(['src/index.ts'], { format: ['cjs'], splitting: false, shims: true, clean: false }),
]
