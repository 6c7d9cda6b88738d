import { describeComponent, describeKind, parseRecipe } from '@potstill/recipe'
import standard from '@potstill/standard'
import type { AnyFactory, ComponentKind } from '@potstill/spec'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { componentKinds } from '../listing/component-kinds'
import { standardRegistry } from '../plugins/standard-registry'
import { cli, lastLine } from '../testing/cli'
import { here } from '../testing/here'
import { removeFolder, toyFolder, writeFiles } from '../testing/toy-folder'
import { pluginWithLoss } from '../testing/toy-plugin'

const registry = await standardRegistry()
const everything = Object.values(standard)
  .filter((part): part is readonly AnyFactory<ComponentKind, never>[] => Array.isArray(part))
  .flat()

/** What the recipe below has no signals for is left out. */
const trainable = [...standard.losses!, ...standard.temperatures!].filter((factory) => {
  const { needs = [] } = describeComponent(factory as never)
  return !needs.some((signal) => signal === 'teacherTopK' || signal === 'targets')
})

/** Losses on layers that no network of images has: the recipe below names others, and is refused for that alone. */
const ofSequences = new Set(['attentionMap', 'hiddenState', 'patient'])

/** A recipe of two stages on images, whose second has the part that is tried. */
const recipeWith = (part: string) => `name: tried
backend: cpu
data: { mnist: { train: 32, validation: 8, test: 8 } }
student: { lenet5: {} }
objective: [crossEntropy]
optimizer: { adamw: { learningRate: 0.001 } }
training: { epochs: 2, batchSize: 8 }
stages:
  - { name: teacher }
  - name: student
    ${part.startsWith('teacher:') ? '' : 'teacher: { stage: teacher }'}
    ${part.replaceAll('\n', '\n    ')}
`

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'odd.mjs': pluginWithLoss({}) })
})
afterAll(() => removeFolder(folder))

describe('potstill explain', () => {
  it('tells all about a loss', async () => {
    const { code, stdout, stderr } = await here(['explain', 'dkd'])
    expect([code, stderr]).toEqual([0, ''])
    const headings = [...stdout.matchAll(/^\S.*$/gm)].map(([line]) => line)
    expect(headings).toEqual(['dkd  loss', 'Formula', 'Options', 'Traits', 'When to use it', 'In a recipe'])
    expect(stdout).toContain('\n  Zhao et al. 2022, arXiv:2203.08679\n')
    expect(stdout).toContain('\n  T² · (α TCKD + β NCKD)\n')
    expect(stdout).toMatch(/^ {2}option +takes +default +meaning$/m)
    expect(stdout).toMatch(/^ {2}beta +number ≥ 0 +8 +Weight of the others among themselves\.$/m)
    expect(stdout).toMatch(/^ {2}needs +studentLogits, teacherLogits, labels$/m)
    expect(stdout).toMatch(/^ {2}at a match +0 where the student equals the teacher$/m)
    expect(stdout).toMatch(/^ {2}with temperatureSquared: false +temperature: divides logits; without T²$/m)
    expect(stdout).toMatch(/^ {4}- \{ loss: dkd, temperature: 4 \}$/m)
  })

  it('tells what a temperature is, and which there are', async () => {
    const { stdout } = await here(['explain', 'temperature'])
    expect(stdout).toMatch(/^Temperatures\n\n {2}A temperature T divides logits/)
    expect(stdout).toContain('p_c = exp(v_c / T) / Σ_j exp(v_j / T)')
    for (const { name } of standard.temperatures ?? [])
      expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
    expect((await here(['explain', 'temperatures'])).stdout).toBe(stdout)
  })

  it.each(everything.map((factory) => [factory.kind, factory.name, factory] as const))(
    'fits the %s %s on a narrow terminal, and says all that its definition does',
    async (kind, name, factory) => {
      const { code, stdout } = await here(['explain', name, '--kind', kind], { columns: 60 })
      expect(code).toBe(0)
      const words = (text: string) => text.split(/\s+/).join(' ')
      const { summary, source = '', formula = '', advice = '' } = factory
      for (const text of [summary, source, formula, advice]) expect(words(stdout)).toContain(words(text))
      const prose = stdout.slice(0, stdout.indexOf('\nIn a recipe\n') >>> 0)
      for (const line of prose.split('\n'))
        expect(line.replaceAll(/\p{M}/gu, '').length).toBeLessThanOrEqual(60)
      const { options } = describeComponent(factory)
      for (const option of options) expect(stdout).toContain(`\n  ${option.name}`)
    },
  )

  it.each(everything.map((factory) => [factory.kind, factory.name, factory] as const))(
    'shows a recipe with the %s %s that can be read',
    (kind, name, factory) => {
      const { recipe } = describeComponent(factory)
      // Components that take arrays or functions are for code alone.
      if (recipe === undefined) expect(kind).toBe('dataSource')
      else expect(parseRecipe(recipeWith(recipe), { file: `${name}.yaml`, registry }).stages).toHaveLength(2)
    },
  )

  it.each(trainable.map((factory) => [factory.kind, factory.name, factory] as const))(
    'shows a recipe with the %s %s that can be trained',
    async (_, name, factory) => {
      const file = `${name}.yaml`
      // As many numbers as by default take a while on this backend.
      const recipe = describeComponent(factory as never).recipe!.replace(
        ' crd,',
        ' { crd: { size: 4, negatives: 32 } },',
      )
      await writeFiles(folder, { [file]: recipeWith(recipe) })
      // Views are drawn by a program of its own, which only the built one has.
      const check = recipe.startsWith('augment') ? cli : here
      const { code, stderr } = await check(['check', join(folder, file)])
      if (ofSequences.has(name)) expect([code, stderr]).toEqual([2, expect.stringContaining('Choose taps')])
      else expect([code, stderr]).toEqual([0, expect.not.stringContaining(file)])
    },
  )

  it.each(Object.entries(componentKinds).filter(([, kind]) => describeKind(kind).recipe !== undefined))(
    'shows a recipe with %s that passes the check of recipes',
    async (word, kind) => {
      await writeFiles(folder, { [`${word}.yaml`]: recipeWith(describeKind(kind).recipe!) })
      const { code, stderr } = await cli(['check', join(folder, `${word}.yaml`)])
      // A teacher from disk is not there; nothing else is wrong with it.
      const problems = stderr.split('\n').filter((line) => line.includes('.yaml:'))
      const expected = kind === 'teacher' ? [expect.stringContaining("'teacher/model.json'") as string] : []
      expect([code, problems]).toEqual([2 * expected.length, expected])
    },
  )

  it.each(Object.entries(componentKinds))('says what %s are for', async (word, kind) => {
    const { code, stdout } = await here(['explain', word])
    expect(code).toBe(0)
    for (const paragraph of describeKind(kind).paragraphs)
      expect(stdout.split(/\s+/).join(' ')).toContain(paragraph)
    if (registry.names(kind).length === 0)
      expect(stdout).toContain('There are none yet; a plugin can bring some.')
  })

  it('gives the description as JSON', async () => {
    const { components } = lastLine(await here(['explain', 'dkd', '--json'])) as { components: object[] }
    const dkd = standard.losses!.find(({ name }) => name === 'dkd')!
    expect(components).toEqual([JSON.parse(JSON.stringify(describeComponent(dkd)))])
    expect(lastLine(await here(['explain', 'temperature', '--json']))).toMatchObject({
      topic: {
        kind: 'temperature',
        components: standard.temperatures!.map(({ name }) => expect.objectContaining({ name }) as unknown),
      },
      components: [],
    })
  })

  it('explains all components of one name, or those of one kind', async () => {
    const plugin = ['--plugin', `${folder}/odd.mjs`]
    const named = pluginWithLoss({}).replaceAll("'odd'", "'cosine'")
    await writeFiles(folder, { 'cosine.mjs': named })
    const both = await here(['explain', 'cosine', '--plugin', `${folder}/cosine.mjs`])
    expect(both.stdout).toMatch(/^cosine {2}loss$[^]*^cosine {2}schedule$/m)
    const one = await here(['explain', 'cosine', '--plugin', `${folder}/cosine.mjs`, '--kind', 'loss'])
    expect(one.stdout).toMatch(/^cosine {2}loss\n {2}For tests\.\n/)
    expect(one.stdout).not.toContain('schedule')
    expect((await here(['explain', 'odd', ...plugin])).stdout).toMatch(/^odd {2}loss\n/)
  })

  it.each([
    [
      ['dkt'],
      'expected the name of a component or of a kind of components; got "dkt". To fix it: write dkd.',
    ],
    [['temperatur'], /got "temperatur"\. To fix it: write temperatures\./],
    [['cosine', '--kind', 'loss'], /got "cosine"\. To fix it: write --kind schedule, or leave it out\./],
    [['quetzalcoatl'], /got "quetzalcoatl"\. To fix it: see potstill list for all names\./],
    [['dkd', '--kind', 'lossses'], /got "lossses"\. To fix it: write losses\./],
  ])('says of %j what it does not know, and ends with 2', async (args, message) => {
    const { code, stdout, stderr } = await here(['explain', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('is coloured on terminals only, where colours are wanted', async () => {
    const escape = String.fromCodePoint(27)
    expect((await here(['explain', 'dkd'])).stdout).not.toContain(escape)
    const dressed = (await here(['explain', 'dkd'], { isTTY: true })).stdout
    expect(dressed).toContain(`${escape}[1mdkd${escape}[22m`)
    expect((await here(['explain', 'dkd'], { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(
      escape,
    )
  })
})
