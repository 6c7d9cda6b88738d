import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteTokens, vocabularyTokens } from './tokens'

const tokens = (lines: readonly string[], lowercase = true) =>
  vocabularyTokens('v', lines.join('\n'), { padding: '[PAD]', unknown: '[UNK]', lowercase })

describe('byteTokens', () => {
  it('can be read back, and never gives padding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const ids = byteTokens.encode(text)
        expect(ids).not.toContain(byteTokens.padding)
        expect(Math.max(0, ...ids)).toBeLessThan(byteTokens.vocabularySize)
        expect(new TextDecoder().decode(Uint8Array.from(ids, (id) => id - 1))).toBe(text)
      }),
    )
  })
})

describe('vocabularyTokens', () => {
  const lines = ['[PAD]', '[UNK]', 'über', 'don', "'", 't', 'Yes', 'नमस्ते', '漢字']

  it('takes words of any script together, and other signs one by one', () => {
    expect(tokens(lines).encode("Über don't नमस्ते 漢字!?")).toEqual([2, 3, 4, 5, 7, 8, 1, 1])
    expect(tokens(lines).vocabularySize).toBe(9)
  })

  it('looks words up as they are where it is told to', () => {
    expect(tokens(lines).encode('Yes')).toEqual([1])
    expect(tokens(lines, false).encode('Yes Über')).toEqual([6, 1])
  })

  it('gives an id of the vocabulary for every text, never that of padding', () => {
    const { encode, padding, vocabularySize } = vocabularyTokens('v', 'pad\nunk\na\nb', {
      padding: 'pad',
      unknown: 'unk',
      lowercase: true,
    })
    expect(encode('a pad b')).toEqual([2, 1, 3])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        encode(text).every((id) => id !== padding && id >= 0 && id < vocabularySize),
      ),
    )
  })
})
