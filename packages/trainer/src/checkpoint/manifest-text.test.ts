import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestText, readManifestText } from './manifest-text'

describe('manifest text', () => {
  it('comes back as it was, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.array(fc.double()), async (json, numbers) => {
        const content = { json, numbers, edges: [-0, Number.NaN, -Infinity], text: { number: 'one' } }
        expect(await readManifestText(await manifestText(content))).toStrictEqual(content)
      }),
    )
  })

  it('is nothing where a bit is another', async () => {
    const bytes = await manifestText({ step: 12 })
    for (let at = 0; at < bytes.length * 8; at++) {
      const changed = bytes.slice()
      changed[at >> 3] = changed[at >> 3]! ^ (1 << (at & 7))
      expect(await readManifestText(changed)).toBeUndefined()
    }
  })
})
