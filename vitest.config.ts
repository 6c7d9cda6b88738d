import { defineConfig } from 'vitest/config'

/** One run over every folder that has tests; each keeps its own configuration and can be run alone. */
export default defineConfig({
  test: {
    projects: ['{packages,apps,tools}/*/vitest.config.ts'],
    // TensorFlow.js greets each process with an advertisement.
    onConsoleLog: (text) => !text.includes('looks like you are running TensorFlow.js in Node.js'),
    coverage: {
      provider: 'v8',
      include: ['{packages,apps}/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text', 'html'],
    },
  },
})
