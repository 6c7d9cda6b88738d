export const options = 'describes its options, and refuses others'
export const answer = 'goes with logits, is the same twice, and leaves nothing behind'
export const difference = 'has the gradient of central differences'
export const teacher = 'gives the teacher no gradient'
export const large = 'is positive and finite at logits of ±10⁴'
export const alike = 'is positive and finite where all logits of an example are the same'
export const everyExample = 'is positive and finite where all examples are the same'
export const alone = 'takes a batch of one'
export const order = 'does not depend on the order of the batch'
export const compiled = 'is the same when it is compiled'

/** Every check of a temperature, in its order. */
export const everyTemperatureCheck = [
  options,
  answer,
  difference,
  teacher,
  large,
  alike,
  everyExample,
  alone,
  order,
  compiled,
]
