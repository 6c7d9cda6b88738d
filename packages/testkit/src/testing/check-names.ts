export const declared = 'gives what it declares, twice the same, and leaves nothing behind'
export const gradient = 'has the gradient of central differences'
export const teacher = 'gives the teacher no gradient'
export const match = 'is 0 where the student is the teacher'
export const flat = 'has the gradient 0 where the student is the teacher'
export const large = 'is finite at logits of ±10⁴, and so is its gradient'
export const largeFeatures = 'is finite at features of ±10⁴, and so is its gradient'
export const same = 'is finite where all examples are the same'
export const one = 'takes a batch of one, or says that it does not'
export const order = 'does not depend on the order of the batch'
export const factor = 'takes the factor of the temperature as it declares'
export const softened = 'softens logits, or not, as it declares'
export const classes = 'demands the same classes, or not, as it declares'
export const compiled = 'is the same when it is compiled, or says why it cannot be'
export const options = 'describes its options, and refuses others'

/** Every check of a loss on logits, in its order. */
export const all = [
  options,
  declared,
  gradient,
  teacher,
  match,
  flat,
  large,
  same,
  one,
  order,
  factor,
  softened,
  classes,
  compiled,
]
