/** What is being made of an item. */
interface Started<Item, Made> {
  readonly item: Item
  readonly making: Promise<Made>
}

interface ReadAhead<Item, Made> {
  readonly items: AsyncIterable<Item>
  /** How many may be in the making at once, at least 1. */
  readonly ahead: number
  readonly make: (item: Item) => Promise<Made>
  /** For items that were taken from the source and that nobody gets. */
  readonly discard: (item: Item) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Gives what is made of each item, in their order, and lets the next ones be made in the meantime: never more than `ahead`,
 * so that a slow reader holds the source up. Where the reader stops, or the signal aborts, the source is told.
 */
export async function* readAhead<Item, Made>({
  items,
  ahead,
  make,
  discard,
  signal,
}: ReadAhead<Item, Made>): AsyncGenerator<readonly [Item, Made], void, undefined> {
  const source = items[Symbol.asyncIterator]()
  const started: Started<Item, Made>[] = []
  let ended = false
  const aborted = () => signal?.aborted === true
  try {
    while (!aborted()) {
      while (!ended && started.length < ahead) {
        const next = await source.next()
        if (next.done === true) ended = true
        else started.push(start(next.value, make))
      }
      const [first] = started
      if (first === undefined) return
      const made = await first.making
      if (aborted()) return
      started.shift()
      yield [first.item, made]
    }
  } finally {
    for (const { item } of started) discard(item)
    await source.return?.()
  }
}

function start<Item, Made>(item: Item, make: (item: Item) => Promise<Made>): Started<Item, Made> {
  const making = make(item)
  // Whoever waits for it hears of a failure; where nobody does any more, it is nobody's.
  making.catch(() => undefined)
  return { item, making }
}
