/**
 * @typedef {object} Outcome
 * @property {number} checks how many things were looked at
 * @property {string[]} problems what is wrong, one sentence each
 * @property {string[]} notes lines worth reading even when all is well
 *
 * @typedef {ReturnType<typeof checklist>} Checklist
 */

/** Counts what is checked and collects what is wrong. */
export function checklist() {
  /** @type {Outcome} */
  const outcome = { checks: 0, problems: [], notes: [] }
  return {
    outcome,
    /**
     * @param {boolean} holds
     * @param {string} problem what is wrong where it does not hold
     */
    expect(holds, problem) {
      outcome.checks += 1
      if (!holds) outcome.problems.push(problem)
    },
    /** @param {string} line */
    note(line) {
      outcome.notes.push(line)
    },
  }
}
