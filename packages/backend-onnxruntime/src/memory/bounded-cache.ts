/** Keeps the entries that were used last, at most `limit` of them. */
export class BoundedCache<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #limit: number
  readonly #dropped: (value: Value) => void

  constructor(limit: number, dropped: (value: Value) => void = () => undefined) {
    this.#limit = limit
    this.#dropped = dropped
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  /** Adds an entry; true where the one that was used least recently had to go. */
  set(key: Key, value: Value): boolean {
    const before = this.#entries.get(key)
    if (before !== undefined) this.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return false
    const [oldest] = this.#entries.keys()
    this.delete(oldest as Key)
    return true
  }

  delete(key: Key): void {
    const value = this.#entries.get(key)
    this.#entries.delete(key)
    if (value !== undefined) this.#dropped(value)
  }

  values(): Iterable<Value> {
    return this.#entries.values()
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key)
  }
}
