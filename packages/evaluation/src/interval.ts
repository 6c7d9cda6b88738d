/**
 * The Wilson score interval of a share: where it may well lie, given that `successes` of `trials` were seen
 * (Wilson 1927). `z` is in standard deviations; 1.96 gives 95 %.
 *
 * @example
 * wilsonInterval(10, 10)[1] // => 1
 */
export function wilsonInterval(successes: number, trials: number, z = 1.96): readonly [number, number] {
  const share = successes / trials
  const denominator = 1 + z ** 2 / trials
  const middle = (share + z ** 2 / (2 * trials)) / denominator
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
