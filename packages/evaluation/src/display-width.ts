const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u
const mark = /\p{M}/u

/** Columns that a text takes where letters are equally wide: two for a wide character, none for a combining mark. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += mark.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}
