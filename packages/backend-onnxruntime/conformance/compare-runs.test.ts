import { describe, expect, it } from 'vitest'
import { compareRuns } from './compare-runs.mjs'
import type { Outcome } from './spec-outcomes.mjs'

const run = (backend: string, statuses: Record<string, Outcome['status']>) => ({
  backend,
  outcomes: Object.entries(statuses).map(([name, status]) => ({ name, status, messages: [] })),
})
const names = (outcomes: readonly Outcome[]) => outcomes.map(({ name }) => name)

describe('compareRuns', () => {
  it('tells what fails on the backend alone from what fails on both', () => {
    const { own, shared, missing } = compareRuns(
      run('native', { add: 'passed', mul: 'failed', div: 'failed' }),
      run('cpu', { add: 'failed', mul: 'passed', div: 'failed' }),
    )
    expect([names(own), names(shared), missing]).toEqual([['mul'], ['div'], []])
  })

  it('does not excuse a failure of what the measure did not run', () => {
    const { own } = compareRuns(run('native', { add: 'failed' }), run('cpu', { add: 'pending' }))
    expect(names(own)).toEqual(['add'])
  })

  it('expects what is known to fail, and says where it does not', () => {
    const { own, stale } = compareRuns(
      run('native', { add: 'failed', mul: 'passed', div: 'pending' }),
      run('cpu', { add: 'passed', mul: 'passed', div: 'passed' }),
      { add: 'a reason', mul: 'a reason', div: 'a reason' },
    )
    expect([names(own), stale]).toEqual([[], ['mul']])
  })

  it('misses what passes on the measure and was skipped or absent, but for what is for cpu alone', () => {
    const { missing } = compareRuns(
      run('native', { add: 'pending' }),
      run('cpu', { add: 'passed', mul: 'passed', 'Switching cpu backends twice': 'passed', div: 'failed' }),
    )
    expect(missing).toEqual(['add', 'mul'])
  })
})
