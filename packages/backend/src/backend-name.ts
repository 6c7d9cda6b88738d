/** The backends, best first: the order in which `'auto'` tries them. */
export const backendNames = ['tensorflow-gpu', 'onnxruntime', 'tensorflow', 'wasm', 'cpu'] as const

export type BackendName = (typeof backendNames)[number]

/** What a user may ask for. */
export type BackendRequest = 'auto' | BackendName
