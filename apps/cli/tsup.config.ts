import { potstillBuild } from '../../tsup.shared'

// The shim gives the CommonJS build the URL of its own file, from where installed packages are looked for.
export default potstillBuild(['src/index.ts', 'src/main.ts'], { shims: true })
