/** What is needed of a stream of this process. */
export interface PipeEnd {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

/** A reader that has gone, such as `head`, is no error: the work goes on, and what it no longer reads is dropped. */
export function endQuietlyOnClosedPipes(streams: readonly PipeEnd[]): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
