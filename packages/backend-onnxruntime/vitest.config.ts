import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared'

/** The runner of TensorFlow.js's own specs has tests too. */
export default mergeConfig(shared, defineConfig({ test: { include: ['conformance/**/*.test.ts'] } }))
