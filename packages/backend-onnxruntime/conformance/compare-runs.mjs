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
 */

/**
 * @param {Run} run
 * @param {Run} measure
 * @returns {Comparison}
 */
export function compareRuns(run, measure) {
  const ran = new Set(run.outcomes.filter(hasRun).map(({ name }) => name))
  const failsOnBoth = new Set(failed(measure).map(({ name }) => name))
  return {
    own: failed(run).filter(({ name }) => !failsOnBoth.has(name)),
    shared: failed(run).filter(({ name }) => failsOnBoth.has(name)),
    missing: passed(measure)
      .map(({ name }) => name)
      .filter((name) => !ran.has(name) && !name.startsWith(forCpuAlone)),
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
