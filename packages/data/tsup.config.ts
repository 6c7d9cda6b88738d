import { potstillBuild } from '../../tsup.shared'

// The worker is a program of its own beside the entries; the shim tells the CommonJS build where that is.
export default potstillBuild(['src/index.ts', 'src/node.ts', 'src/node/augment-worker.ts'], { shims: true })
