import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/*
 * The child process of `spec-outcomes.mjs`: runs the specs of one bundle, in the order of the files, and sends its parent
 * what became of each.
 *
 *     node run-specs.mjs BUNDLE [WORDS]      all specs, or those with WORDS in their name
 */

/** @import { Outcome } from './spec-outcomes.mjs' */

/** @typedef {{ readonly fullName: string, readonly failedExpectations: readonly { readonly message: string }[] }} Result */

const [bundle = '', words = ''] = process.argv.slice(2)
const jasmineCore = createRequire(import.meta.url)('jasmine-core')
const jasmine = jasmineCore.boot(jasmineCore)
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000
const environment = jasmine.getEnv()

/** @type {{ specs: () => Promise<unknown> }} */
const { specs } = await import(pathToFileURL(bundle).href)
await specs()

environment.configure({
  random: false,
  specFilter: (/** @type {{ getFullName(): string }} */ spec) => spec.getFullName().includes(words),
})
environment.addReporter({
  specStarted: (/** @type {Result} */ { fullName }) => send({ started: fullName }),
  specDone: (/** @type {Result & { readonly status: Outcome['status'] }} */ result) =>
    send({ outcome: { name: result.fullName, status: result.status, messages: messages(result) } }),
  suiteDone: sendFailure,
  jasmineDone: (/** @type {Result} */ result) => sendFailure({ ...result, fullName: 'the whole run' }),
})
await environment.execute()
process.send?.({ finished: true }, undefined, {}, () => process.exit())

/**
 * What fails before or after the specs of a suite, such as a backend that does not start, belongs to none of them.
 *
 * @param {Result} result
 */
function sendFailure(result) {
  if (result.failedExpectations.length === 0) return
  send({
    outcome: { name: `${result.fullName} (around its specs)`, status: 'failed', messages: messages(result) },
  })
}

/** @param {Result} result */
function messages({ failedExpectations }) {
  return failedExpectations.map(({ message }) => message)
}

/** @param {object} message */
function send(message) {
  process.send?.(message)
}
