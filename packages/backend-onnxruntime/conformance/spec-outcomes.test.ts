import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runSpecs } from './spec-outcomes.mjs'

const run = (file: string, words = '') =>
  runSpecs({ bundle: fileURLToPath(new URL(`fixtures/${file}`, import.meta.url)), backend: 'cpu', words })

describe('runSpecs', () => {
  it('says what became of each spec, by names that differ and have no backend in them', async () => {
    const { outcomes, death } = await run('specs.mjs')
    expect(death).toBeUndefined()
    expect(outcomes.map(({ name, status }) => [name, status])).toEqual([
      ['sum of two', 'passed'],
      ['sum of two (2)', 'failed'],
      ['start is not reached', 'failed'],
      ['start (around its specs)', 'failed'],
    ])
    expect(outcomes[1]!.messages).toEqual(['Expected 2 to be 3.'])
  })

  it('runs the specs with some words in their name', async () => {
    const { outcomes } = await run('specs.mjs', 'start')
    expect(outcomes.filter(({ status }) => status !== 'excluded')).toHaveLength(2)
  })

  it('says in which spec a process died', async () => {
    const { outcomes, death } = await run('deadly-specs.mjs')
    expect(outcomes).toEqual([{ name: 'native works', status: 'passed', messages: [] }])
    expect(death).toContain('ended with SIGKILL, in: native cpu {} crashes')
  })

  it('says so where a bundle does not load', async () => {
    const { outcomes, death } = await run('absent.mjs')
    expect(outcomes).toEqual([])
    expect(death).toMatch(/before the first spec[^]*absent\.mjs/)
  })
})
