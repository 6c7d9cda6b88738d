/** A whole number uniform in `[low, high]`. */
export function drawInteger(draw: () => number, low: number, high: number): number {
  return low + Math.floor(draw() * (high - low + 1))
}
