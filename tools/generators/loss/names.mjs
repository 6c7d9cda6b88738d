/**
 * The forms of a name: `reverseKl`, `reverse-kl`, `ReverseKl`.
 *
 * @param {string} given in lowerCamelCase or kebab-case
 */
export function namesOf(given) {
  const name = given.replaceAll(/-([a-z0-9])/g, (_, letter) => String(letter).toUpperCase())
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new Error(`expected a name such as reverseKl or reverse-kl; got ${given}`)
  }
  const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (taken.has(kebab)) throw new Error(`${given} is the name of something else: choose another`)
  return { name, kebab, pascal: name.charAt(0).toUpperCase() + name.slice(1) }
}

const taken = new Set(['index', 'losses', 'create-loss'])
