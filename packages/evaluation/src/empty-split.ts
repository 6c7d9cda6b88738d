import { PotstillError } from '@potstill/spec'

export function emptySplit(): PotstillError {
  return new PotstillError({
    code: 'evaluation/empty-split',
    expected: 'a split with at least one example that is not masked',
    received: 'none',
    fix: 'choose another split, or give this one examples',
  })
}
