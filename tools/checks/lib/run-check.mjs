/** @import { Outcome } from './checklist.mjs' */

/**
 * Runs one check and prints its line; what is wrong stands below it.
 *
 * @param {string} name
 * @param {() => Promise<Outcome>} check
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runCheck(name, check) {
  /** @type {Outcome} */
  let outcome
  try {
    outcome = await check()
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    outcome = { checks: 1, problems: [text], notes: [] }
  }
  const { checks, problems, notes } = outcome
  if (checks === 0) problems.push('looked at nothing')
  if (problems.length === 0) console.log(`ok    ${name} (${checks} checks)`)
  else console.log(`FAIL  ${name} (${checks} checks, ${problems.length} failed)`)
  for (const line of [...notes, ...problems.map((problem) => `- ${problem}`)]) {
    console.log(line.replace(/^/gm, '      '))
  }
  return { passed: Math.max(0, checks - problems.length), failed: problems.length }
}
