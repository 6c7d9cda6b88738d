import { potstillBuild } from '../../tsup.shared'

export default potstillBuild(['src/index.ts'])
