import { describe, expect, it } from 'vitest'
import { endQuietlyOnClosedPipes } from './closed-pipes'
import { exitCodeOf, stopOnSignals } from './stop-on-signals'

describe('stopOnSignals', () => {
  const listenTo = () => {
    const listeners = new Map<string, (signal: NodeJS.Signals) => void>()
    const exits: number[] = []
    const written: string[] = []
    const signal = stopOnSignals({
      on: (name, listener) => listeners.set(name, listener),
      stderr: { write: (text) => written.push(text) },
      exit: (code) => exits.push(code),
    })
    const send = (name: NodeJS.Signals) => listeners.get(name)?.(name)
    return { signal, send, exits, written }
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('aborts at the first %s, and says so', (name) => {
    const { signal, send, exits, written } = listenTo()
    expect(signal.aborted).toBe(false)
    send(name)
    expect([signal.aborted, signal.reason, exits]).toEqual([true, name, []])
    expect(written).toEqual([
      `\n${name}: ending after this step, with what is trained saved. Once more ends at once.\n`,
    ])
  })

  it('ends the process at the second', () => {
    const { send, exits } = listenTo()
    send('SIGINT')
    send('SIGTERM')
    expect(exits).toEqual([143])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['of another reason', 130],
    [undefined, 130],
  ])('means for %s the exit code %i', (reason, code) => {
    expect(exitCodeOf(reason)).toBe(code)
  })
})

describe('endQuietlyOnClosedPipes', () => {
  const listener = () => {
    let heard: ((error: NodeJS.ErrnoException) => void) | undefined
    endQuietlyOnClosedPipes([{ on: (_, listen) => (heard = listen) }])
    return heard!
  }

  it('is silent about a reader that has gone', () => {
    expect(() => listener()(Object.assign(new Error('gone'), { code: 'EPIPE' }))).not.toThrow()
  })

  it('passes on every other error', () => {
    expect(() => listener()(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full')
  })
})
