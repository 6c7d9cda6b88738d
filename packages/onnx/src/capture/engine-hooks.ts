import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core'

/** Methods of TensorFlow.js's engine that are called through the engine itself. */
interface Hooked extends Pick<ReturnType<typeof engine>, 'makeVariable' | 'moveData' | 'read' | 'readSync'> {
  track(tensor: Tensor): Tensor
}

/** Replaces a method of TensorFlow.js's engine for a while; returns what puts it back. */
export function hookEngine<Name extends keyof Hooked>(
  name: Name,
  wrap: (original: Hooked[Name]) => Hooked[Name],
): () => void {
  const owner = engine() as unknown as Hooked
  const before = owner[name]
  const own = Object.hasOwn(owner, name)
  owner[name] = wrap(before.bind(owner) as Hooked[Name])
  return () => {
    if (own) owner[name] = before
    else Reflect.deleteProperty(owner, name)
  }
}

/** Collects the tensors that are made from now on. */
export function collectTensors(): { readonly found: readonly Tensor[]; end(): void } {
  const found: Tensor[] = []
  const end = hookEngine('track', (track) => (tensor) => {
    found.push(tensor)
    return track(tensor)
  })
  return { found, end }
}

/**
 * Asks before a tensor is read. Data that only move from one backend to another are not asked about.
 *
 * @param refuse throws where the data are not to be read
 */
export function watchReads(refuse: (dataId: TensorInfo['dataId']) => void): () => void {
  let moving = false
  const ends = [
    hookEngine('moveData', (moveData) => (...given) => {
      const before = moving
      moving = true
      try {
        return moveData(...given)
      } finally {
        moving = before
      }
    }),
    hookEngine('readSync', (readSync) => (dataId) => {
      if (!moving) refuse(dataId)
      return readSync(dataId)
    }),
    hookEngine('read', (read) => (dataId) => {
      try {
        refuse(dataId)
      } catch {
        // Whoever refuses remembers it: a rejected promise that nobody awaits would end the process.
        return new Promise(() => undefined)
      }
      return read(dataId)
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}
