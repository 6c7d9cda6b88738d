/** @import { Outcome, Run } from './spec-outcomes.mjs' */

/** The suite that tfjs-core has for its cpu backend alone, since it needs two of some backend. */
const forCpuAlone = 'Switching cpu backends'

/**
 * How a backend does beside another that is the measure.
 *
 * @typedef {object} Comparison
 * @property {readonly Outcome[]} own what fails on the backend and does not on the measure
 * @property {readonly Outcome[]} shared what fails on both, and so comes from TensorFlow.js itself
 * @property {readonly string[]} missing what passes on the measure and did not run on the backend
 * @property {readonly string[]} stale what is known to fail and did not
 */

/**
 * @param {Run} run
 * @param {Run} measure
 * @param {Readonly<Record<string, string>>} [known] specs that are known to fail on the backend, and why
 * @returns {Comparison}
 */
export function compareRuns(run, measure, known = {}) {
  const ran = new Set(run.outcomes.filter(hasRun).map(({ name }) => name))
  const fails = new Set(failed(run).map(({ name }) => name))
  const failsOnBoth = new Set(failed(measure).map(({ name }) => name))
  return {
    own: failed(run).filter(({ name }) => !failsOnBoth.has(name) && !(name in known)),
    shared: failed(run).filter(({ name }) => failsOnBoth.has(name)),
    missing: passed(measure)
      .map(({ name }) => name)
      .filter((name) => !ran.has(name) && !name.startsWith(forCpuAlone)),
    stale: Object.keys(known).filter((name) => ran.has(name) && !fails.has(name)),
  }
}

/** @param {Run} run */
export function failed({ outcomes }) {
  return outcomes.filter(({ status }) => status === 'failed')
}

/** @param {Run} run */
export function passed({ outcomes }) {
  return outcomes.filter(({ status }) => status === 'passed')
}

/** @param {Outcome} outcome */
export function hasRun({ status }) {
  return status === 'passed' || status === 'failed'
}
