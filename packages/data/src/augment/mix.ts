import { changeByPartner } from './partners'

/**
 * Adds to each row its partner, in shares: share · row + (1 − share) · partner.
 *
 * @param values float32 `[B, n]`, written
 * @param partners int32 `[B]`, of `partnersBy`
 * @param shares `[B]`, in `[0, 1]`
 */
export function mix(values: Float32Array, partners: Int32Array, shares: Float64Array): void {
  changeByPartner(values, partners, (own, other, row) => {
    const share = shares[row] as number
    if (share !== 1) add(own, other, share)
  })
}

function add(own: Float32Array, other: Float32Array, share: number): void {
  for (let at = 0; at < own.length; at++) {
    own[at] = share * (own[at] as number) + (1 - share) * (other[at] as number)
  }
}
