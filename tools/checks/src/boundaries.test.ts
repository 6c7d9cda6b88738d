import { describe, expect, it } from 'vitest'
import { boundaries } from '../boundaries.mjs'
import { manifest, withFiles } from './testing/toy-workspace'

const spec = { 'packages/spec/package.json': manifest('@potstill/spec', 'spec') }
const onSpec = { dependencies: { '@potstill/spec': '0.1.0' } }

async function problems(files: Readonly<Record<string, string | object>>): Promise<string[]> {
  return (await withFiles({ ...spec, ...files }, boundaries)).problems
}

describe('boundaries', () => {
  it('accepts a component on spec, with TensorFlow.js as a peer', async () => {
    const peers = { peerDependencies: { '@tensorflow/tfjs-core': '^4.22.0' } }
    const found = await problems({
      'packages/losses/package.json': manifest('@potstill/losses', 'component', { ...onSpec, ...peers }),
      'packages/losses/src/index.ts': `import { mean } from '@tensorflow/tfjs-core'\nexport * from '@potstill/spec'\n`,
    })
    expect(found).toEqual([])
  })

  it('refuses an arrow between components, in package.json and in source', async () => {
    const dependencies = { '@potstill/losses': '0.1.0' }
    const found = await problems({
      'packages/losses/package.json': manifest('@potstill/losses', 'component'),
      'packages/trainer/package.json': manifest('@potstill/trainer', 'component', { dependencies }),
      'packages/trainer/src/index.ts': `export * from '@potstill/losses'\n`,
    })
    expect(found).toEqual([
      expect.stringContaining('packages/trainer/package.json: component (@potstill/trainer) may not import'),
      expect.stringContaining(
        'packages/trainer/src/index.ts:1: component (@potstill/trainer) may not import',
      ),
    ])
  })

  it('lets recipe reach trainer and evaluation, and no other component', async () => {
    const dependencies = { '@potstill/trainer': '0.1.0', '@potstill/losses': '0.1.0' }
    const found = await problems({
      'packages/losses/package.json': manifest('@potstill/losses', 'component'),
      'packages/trainer/package.json': manifest('@potstill/trainer', 'component'),
      'packages/recipe/package.json': manifest('@potstill/recipe', 'recipe', { dependencies }),
      'packages/recipe/src/index.ts': Object.keys(dependencies)
        .map((name) => `import '${name}'\n`)
        .join(''),
    })
    expect(found).toHaveLength(2)
    expect(found.join()).not.toContain('(@potstill/trainer)')
  })

  it('lets tests alone reach what only devDependencies name, against the arrows too', async () => {
    const standard = manifest('@potstill/standard', 'standard', {
      devDependencies: { '@potstill/formats': '0.1.0' },
    })
    const found = await problems({
      'packages/formats/package.json': manifest('@potstill/formats', 'leaf'),
      'packages/standard/package.json': standard,
      'packages/standard/src/training.test.ts': `import '@potstill/formats/node'\n`,
      'packages/standard/src/testing/files.ts': `import '@potstill/formats'\n`,
      'packages/standard/src/index.ts': `import '@potstill/formats'\n`,
    })
    expect(found).toEqual([
      expect.stringContaining(
        'src/index.ts:1: imports @potstill/formats, which its package.json does not name',
      ),
      expect.stringContaining('src/index.ts:1: standard (@potstill/standard) may not import leaf'),
    ])
  })

  it('refuses what is imported and not declared, in tests too', async () => {
    const found = await problems({
      'packages/losses/package.json': manifest('@potstill/losses', 'component'),
      'packages/losses/src/index.ts': `import type { Loss } from '@potstill/spec'\nimport 'zod'\n`,
      'packages/losses/src/index.test.ts': `import '@potstill/spec'\n`,
    })
    expect(found).toEqual([
      expect.stringContaining('src/index.test.ts:1: imports @potstill/spec'),
      expect.stringContaining('src/index.ts:1: imports @potstill/spec'),
      expect.stringContaining('src/index.ts:2: imports zod'),
    ])
  })

  it('refuses TensorFlow.js as a dependency of a package, and allows it to an app', async () => {
    const dependencies = { '@tensorflow/tfjs-core': '^4.22.0' }
    const found = await problems({
      'apps/cli/package.json': manifest('potstill', 'app', { dependencies }),
      'apps/cli/src/index.ts': `import '@tensorflow/tfjs-core'\n`,
      'packages/losses/package.json': manifest('@potstill/losses', 'component', { dependencies }),
      'packages/losses/src/index.ts': `import '@tensorflow/tfjs-core'\n`,
    })
    expect(found).toEqual([
      expect.stringContaining('packages/losses/package.json: @tensorflow/tfjs-core has to be'),
    ])
  })

  it('refuses another range of a peer, and an optional peer that is imported at once', async () => {
    const found = await problems({
      'packages/backend/package.json': manifest('@potstill/backend', 'leaf', {
        peerDependencies: { '@tensorflow/tfjs-node': '4.22.0' },
        peerDependenciesMeta: { '@tensorflow/tfjs-node': { optional: true } },
      }),
      'packages/backend/src/index.ts': `import '@tensorflow/tfjs-node'\nawait import('@tensorflow/tfjs-node')\n`,
    })
    expect(found).toEqual([
      expect.stringContaining('peer @tensorflow/tfjs-node 4.22.0 should be ^4.22.0'),
      expect.stringContaining('src/index.ts:1: @tensorflow/tfjs-node is an optional peer'),
    ])
  })

  it('refuses a peer of a dependency that is not passed on, and a dependency without use', async () => {
    const found = await problems({
      'packages/spec/package.json': manifest('@potstill/spec', 'spec', {
        peerDependencies: { '@tensorflow/tfjs-core': '^4.22.0' },
      }),
      'packages/losses/package.json': manifest('@potstill/losses', 'component', onSpec),
    })
    expect(found).toEqual([
      expect.stringContaining('@potstill/spec has the peer @tensorflow/tfjs-core; name it here too'),
      expect.stringContaining('depends on @potstill/spec, which nothing in src uses'),
    ])
  })

  it('refuses versions that are out of step', async () => {
    const found = await problems({
      'packages/losses/package.json': manifest('@potstill/losses', 'component', {
        version: '0.2.0',
        dependencies: { '@potstill/spec': '^0.1.0' },
      }),
      'packages/losses/src/index.ts': `export * from '@potstill/spec'\n`,
    })
    expect(found.filter((line) => /version|wants/.test(line))).toHaveLength(2)
  })

  it('refuses circles, also those that a test closes', async () => {
    const found = await problems({
      'packages/a/package.json': manifest('@potstill/a', 'leaf', {
        dependencies: { '@potstill/b': '0.1.0' },
      }),
      'packages/a/src/index.ts': `export * from '@potstill/b'\n`,
      'packages/b/package.json': manifest('@potstill/b', 'leaf', {
        devDependencies: { '@potstill/a': '0.1.0' },
      }),
      'packages/b/src/index.test.ts': `import '@potstill/a'\n`,
    })
    expect(found).toEqual([
      'packages depend on each other in a circle: @potstill/a → @potstill/b → @potstill/a',
    ])
  })

  it('wants one layer for each package', async () => {
    const found = await problems({ 'packages/a/package.json': manifest('@potstill/a', 'basement') })
    expect(found).toEqual([expect.stringContaining('packages/a/package.json: nx.tags needs exactly one of')])
  })
})
