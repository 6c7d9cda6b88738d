import { defineConfig } from 'vitest/config'

/** One test configuration for every package: tests run on source, through the `@potstill/source` condition. */
export default defineConfig({
  resolve: { conditions: ['@potstill/source'] },
  ssr: { resolve: { conditions: ['@potstill/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    typecheck: { enabled: false },
  },
})
