/** Elements of one place in the scratch memory: as many as stay in a processor's nearest caches together. */
export const placeElements = 16384

/** How many arrays a loop may read. */
export const places = 8

export const placeBytes = placeElements * Float32Array.BYTES_PER_ELEMENT

/** All of the scratch memory. */
export const memoryBytes = places * placeBytes

const pageBytes = 65_536

/** WebAssembly sees its own memory alone: arrays come in and results go out piece by piece, through here. */
export const memory = new WebAssembly.Memory({ initial: Math.ceil(memoryBytes / pageBytes) })

/** The whole memory; place `p` begins at element `p · placeElements`. */
export const scratch = new Float32Array(memory.buffer)
