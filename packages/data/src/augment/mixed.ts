/**
 * Adds to each row its partner, in shares: share · row + (1 − share) · partner.
 *
 * @param values float32 `[B, n]`
 * @param partners int32 `[B]`, rows
 * @param shares `[B]`, in `[0, 1]`
 */
export function mixed(values: Float32Array, partners: Int32Array, shares: Float64Array): Float32Array {
  const sums = values.slice()
  const size = values.length / shares.length
  shares.forEach((share, row) => {
    if (share === 1) return
    const [own, other] = [row * size, (partners[row] as number) * size]
    for (let i = 0; i < size; i++) {
      sums[own + i] = share * (values[own + i] as number) + (1 - share) * (values[other + i] as number)
    }
  })
  return sums
}
