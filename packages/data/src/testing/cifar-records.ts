/** A file of CIFAR records: each its labels, then planes of red, green and blue of `start`, `start + 1` and `start + 2`. */
export function cifarFile(
  ...records: readonly { readonly labels: readonly number[]; readonly start: number }[]
): Uint8Array {
  return Uint8Array.from(
    records.flatMap(({ labels, start }) => [
      ...labels,
      ...Array.from({ length: 3072 }, (_, i) => start + Math.floor(i / 1024)),
    ]),
  )
}
