import { writeFileSync } from 'node:fs'

/**
 * @typedef {object} Summary
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {string[]} errors files that did not load, and errors that no test caught
 */

/** Writes what `tools/run/test.mjs` needs for its last lines to the file POTSTILL_TEST_SUMMARY. */
export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest/node').SerializedError[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {Summary} */
    const summary = { passed: 0, failed: 0, skipped: [], errors: unhandled.map(({ message }) => message) }
    for (const module of modules) {
      const file = `${module.project.name} ${module.relativeModuleId}`
      for (const error of module.errors()) summary.errors.push(`${file}: ${error.message}`)
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors())
          summary.errors.push(`${file} > ${suite.fullName}: ${error.message}`)
      }
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') summary.passed += 1
        else if (result.state === 'failed') summary.failed += 1
        else {
          const reason = result.state === 'skipped' ? (result.note ?? '') : 'did not finish'
          summary.skipped.push({ name: `${file} > ${test.fullName}`, reason })
        }
      }
    }
    const target = process.env['POTSTILL_TEST_SUMMARY']
    if (target !== undefined) writeFileSync(target, JSON.stringify(summary))
  }
}
