/** Keeps what is worth telling until callbacks can be told. */
export interface Notices {
  add(message: string): void
  /** What came since the last call. */
  take(): readonly string[]
}

export function noticeList(): Notices {
  let waiting: string[] = []
  return {
    add: (message) => void waiting.push(message),
    take: () => {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
