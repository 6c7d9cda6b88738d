import { displayWidth } from './display-width'

/** A name in at most so many columns, 5 or more. Names often differ only at their end, so the middle goes. */
export function shortened(name: string, columns: number): string {
  const characters = [...name]
  let short = name
  for (let half = Math.floor((columns - 1) / 2); displayWidth(short) > columns; half--) {
    short = `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`
  }
  return short
}
