import { expect, it } from 'vitest'
import { breakable } from './breakable'

it.each([
  ['total', 'total'],
  ['attentionTransfer', 'attention<wbr>Transfer'],
  ['softKL', 'soft<wbr>KL'],
  ['<b>Bold', '&lt;b&gt;Bold'],
  ['', ''],
])('%s', (name, html) => {
  expect(breakable(name).html).toBe(html)
})
