/**
 * Gives the Wilson score interval of a share: where it may well lie, given that `successes` of `trials` were seen
 * (Wilson 1927, "Probable inference, the law of succession, and statistical inference"). `z` is in standard deviations;
 * 1.96 gives 95 %. Of no trials at all, everything from 0 to 1.
 *
 * @example
 * wilsonInterval(9, 10) // => [0.595844, 0.982124]
 */
export function wilsonInterval(successes: number, trials: number, z = 1.96): readonly [number, number] {
  if (trials === 0) return [0, 1]
  const share = successes / trials
  const denominator = 1 + z ** 2 / trials
  const middle = (share + z ** 2 / (2 * trials)) / denominator
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))
  return [successes === 0 ? 0 : middle - half, successes === trials ? 1 : middle + half]
}
