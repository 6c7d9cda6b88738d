/**
 * Draws from Beta(α, α). A variable of Student's t distribution with 2α degrees of freedom, which Bailey's polar method makes
 * of two uniform numbers, is turned into one of the symmetric beta distribution. Bailey 1994, "Polar generation of random
 * variates with the t-distribution"; Devroye 1996, "Random variate generation in one line of code".
 */
export function drawBeta(alpha: number, draw: () => number): number {
  const uniform = 1 - draw()
  const cosine = Math.cos(2 * Math.PI * draw())
  const square = (uniform ** (-1 / alpha) - 1) * cosine ** 2
  return (1 + Math.sign(cosine) / Math.sqrt(1 + 1 / square)) / 2
}
