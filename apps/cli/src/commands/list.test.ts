import standard from '@potstill/standard'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastLine } from '../testing/cli'
import { here } from '../testing/here'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pluginWithLoss } from '../testing/toy-plugin'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'odd.mjs': pluginWithLoss({}), 'none.mjs': 'export default 7\n' })
})
afterAll(() => removeFolder(folder))

describe('potstill list', () => {
  it('lists every component of the standard plugin', async () => {
    const { code, stdout, stderr } = await here(['list'])
    expect([code, stderr]).toEqual([0, ''])
    for (const list of Object.values(standard))
      for (const component of Array.isArray(list) ? (list as { name: string; summary: string }[]) : [])
        expect(stdout).toMatch(new RegExp(`^  ${component.name} +\\S`, 'm'))
  })

  it('lists one kind, in the singular too', async () => {
    const { stdout } = await here(['list', 'losses'])
    expect(stdout).toMatch(/^losses\n {2}activationBoundary /)
    expect(stdout).toMatch(/^ {2}crossEntropy +Cross-entropy .* Hinton/m)
    expect(stdout).not.toContain('lenet5')
    expect((await here(['list', 'loss'])).stdout).toBe(stdout)
  })

  it('gives names, summaries and sources as JSON', async () => {
    const listed = lastLine(await here(['list', 'losses', '--json']))
    expect(listed).toEqual({
      losses: (standard.losses ?? []).map(({ name, summary, source }) => ({ name, summary, source })),
    })
    expect(listed).toMatchObject({
      losses: expect.arrayContaining([
        {
          name: 'softTargets',
          summary: expect.any(String) as string,
          source: expect.stringContaining('Hinton') as string,
        },
      ]) as unknown,
    })
  })

  it('says that there are none yet', async () => {
    expect((await here(['list', 'strategies'])).stdout).toBe(
      'There are no strategies yet; a plugin can bring some.\n',
    )
  })

  it('names the nearest kind to one that is none, and ends with 2', async () => {
    const { code, stdout, stderr } = await here(['list', 'losess'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /^error: expected one of the kinds .*; got "losess"\. To fix it: write losses\.\n$/,
    )
  })

  it('adds the components of plugins', async () => {
    const { stdout } = await here(['list', 'losses', '--plugin', `${folder}/odd.mjs`])
    expect(stdout).toMatch(/^ {2}odd +For tests\.$/m)
  })

  it.each([
    [
      './nope.mjs',
      /expected a plugin that can be imported; got "\.\/nope\.mjs": there is no file .*nope\.mjs\. /,
    ],
    [
      'potstill-nope',
      /got "potstill-nope": there is no package .* To fix it: npm install potstill-nope, or write /,
    ],
  ])('refuses %s as a plugin', async (plugin, message) => {
    const { code, stderr } = await here(['list', '--plugin', plugin])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('refuses a module that is no plugin', async () => {
    const { code, stderr } = await here(['list', '--plugin', `${folder}/none.mjs`])
    expect(code).toBe(2)
    expect(stderr).toContain('expected a module whose default export is a plugin')
  })
})
