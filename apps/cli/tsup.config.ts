import { rmSync } from 'node:fs'
import { potstillBuild } from '../../tsup.shared'

// Two builds write here at the same time: each would clean away what the other has made.
rmSync('dist', { recursive: true, force: true })

export default [
  // Split, so that `--help` loads no more than it shows.
  potstillBuild(['src/index.ts', 'src/main.ts'], { format: ['esm'], clean: false }),
  // Splitting would make `require` of the dynamic import of plugins, which are ES modules. The shim gives this build the
  // URL of its own file, from where installed packages are looked for.
  potstillBuild(['src/index.ts'], { format: ['cjs'], splitting: false, shims: true, clean: false }),
]
