/** @import { Moment } from './attempt.mjs' */

/**
 * Draws moments to kill at: half of them anywhere, from the start of the process to the end of its work; half of them while a file is
 * being written.
 *
 * @param {() => number} random
 * @param {number} count
 * @param {number} milliseconds how long an uninterrupted run takes
 * @returns {readonly Moment[]}
 */
export function drawMoments(random, count, milliseconds) {
  return Array.from({ length: count }, () =>
    random() < 0.5
      ? { after: random() * milliseconds }
      : { writing: 1 + Math.floor(random() * 12), delay: random() < 0.5 ? 0 : random() * 5 },
  )
}
