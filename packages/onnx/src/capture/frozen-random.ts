/**
 * Notices when Math.random is asked, from which TensorFlow.js's random tensors take their seed where they are given none.
 */
export function noticeRandom() {
  const original = Math.random
  let asked = false
  let allowed = false
  Math.random = () => {
    asked ||= !allowed
    return original()
  }
  return {
    asked: () => asked,
    /** Does something that may ask. */
    allow<Result>(work: () => Result): Result {
      const before = allowed
      allowed = true
      try {
        return work()
      } finally {
        allowed = before
      }
    },
    end: () => {
      Math.random = original
    },
  }
}
