import { engine, env } from '@tensorflow/tfjs-core'

/**
 * Sets aside what TensorFlow.js is in the middle of (a gradient tape, a kernel, a profile, scopes), and opens a scope.
 * Returns what puts everything back and ends the scope, also after an error that left more open.
 */
export function isolateEngine(): () => void {
  const { state } = engine()
  const { activeTape, gradientDepth, kernelDepth, profiling } = state
  const [scopes, moves] = [state.scopeStack.length, state.numDataMovesStack.length]
  const flags = env().getFlags()
  const debug = flags['DEBUG']
  Object.assign(state, { activeTape: null, gradientDepth: 0, kernelDepth: 0, profiling: false })
  // Set as a flag it would announce itself.
  if (debug === true) flags['DEBUG'] = false
  engine().startScope('capture')
  return () => {
    // A gradient that failed keeps what it had saved.
    const unfinished = state.activeTape as typeof activeTape | null
    for (const { saved } of unfinished ?? []) for (const tensor of saved ?? []) tensor.dispose()
    while (state.scopeStack.length > scopes) engine().endScope()
    state.numDataMovesStack.length = moves
    Object.assign(state, { activeTape, gradientDepth, kernelDepth, profiling })
    if (debug === true) flags['DEBUG'] = true
  }
}
