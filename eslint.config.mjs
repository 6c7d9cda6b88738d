import { builtinModules } from 'node:module'
import nx from '@nx/eslint-plugin'
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit'
import tseslint from 'typescript-eslint'
import { arrows } from './tools/checks/arrows.mjs'

/*
 * oxlint checks single files. ESLint adds the two things it cannot: rules that need types, and the arrows between
 * packages. `tools/checks/src/lint-rules.test.ts` proves that each rule here catches what it is for.
 */

// Without a cached graph the boundaries rule warns once and passes everything.
try {
  readCachedProjectGraph()
} catch {
  await createProjectGraphAsync({ exitOnError: true })
}

const source = ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'tools/*/src/**/*.ts']
// Held to their package.json by `tools/checks/boundaries.mjs`, not by the arrows.
const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/testing/**', '**/fixtures/**']
const nodeSide = ['packages/*/src/node.ts', 'packages/*/src/node/**']

const depConstraints = Object.entries(arrows).map(([from, to]) => ({
  sourceTag: `layer:${from}`,
  onlyDependOnLibsWithTags: to.map((layer) => `layer:${layer}`),
}))

const nodeBuiltins = [
  {
    regex: `^(node:|(${builtinModules.join('|')})(/|$))`,
    message: 'The main entry runs in browsers too: put Node code behind src/node.ts (the /node subpath).',
  },
  {
    regex: String.raw`^(\.{1,2}/)+(.+/)?node(/|$)`,
    message: 'The main entry does not reach into the /node subpath.',
  },
  { regex: '^@potstill/[^/]+/node$', message: 'A /node subpath is for Node code: src/node.ts or an app.' },
]

const chainlessTensorflow = {
  regex: '^@tensorflow/tfjs$',
  message: 'Import from @tensorflow/tfjs-core or -layers; the union package pulls 300 MB more.',
}

const zodObject = {
  selector:
    'ImportDeclaration[source.value="zod"] > :matches(ImportDefaultSpecifier, ImportSpecifier[imported.name="z"])',
  message:
    "Write `import * as z from 'zod'`: the object `z` carries 350 kB of error texts into every bundle.",
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/coverage/**',
      '.nx/**',
      'reference/**',
      '**/*.cjs',
      '**/*.mjs',
      '**/*.config.ts',
    ],
  },
  {
    files: source,
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin, '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints, enforceBuildableLibDependency: false, allow: [] },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-imports': ['error', { patterns: [chainlessTensorflow] }],
      'no-restricted-syntax': ['error', zodObject],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: [...tests, ...nodeSide],
    rules: {
      'no-restricted-imports': ['error', { patterns: [chainlessTensorflow, ...nodeBuiltins] }],
      'no-restricted-globals': ['error', 'Buffer', 'process', 'require', '__dirname', '__filename'],
      'no-restricted-syntax': [
        'error',
        zodObject,
        {
          selector: 'ImportExpression[source.value=/^node:/]',
          message:
            'The main entry runs in browsers too: put Node code behind src/node.ts (the /node subpath).',
        },
      ],
    },
  },
  {
    files: ['packages/recipe/src/**/*.ts'],
    ignores: [...tests, ...nodeSide],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            chainlessTensorflow,
            ...nodeBuiltins,
            {
              regex: '^@potstill/(losses|loggers|schedules|teachers|students|data|standard)',
              message:
                'Recipes know components by their registry only: trainer and evaluation are the exceptions.',
            },
          ],
        },
      ],
    },
  },
  {
    files: tests,
    rules: {
      '@nx/enforce-module-boundaries': 'off',
      // Matchers such as expect.objectContaining are typed any.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
