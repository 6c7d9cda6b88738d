import { describe, expect, it } from 'vitest'
import { markup, trusted } from './markup'

describe('markup', () => {
  it('escapes what is put in, for text and for quoted attributes', () => {
    const hostile = `</b><script>alert("1 & 2")</script>'`
    expect(markup`<b title="${hostile}">${hostile}</b>`.html).toBe(
      '<b title="&lt;/b&gt;&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;&#39;">' +
        '&lt;/b&gt;&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;&#39;</b>',
    )
  })

  it('puts markup in as it is, lists of it one after the other', () => {
    const items = ['<one>', 'two'].map((item) => markup`<li>${item}</li>`)
    expect(markup`<ul>${items}</ul>`.html).toBe('<ul><li>&lt;one&gt;</li><li>two</li></ul>')
    expect(markup`<style>${trusted('a > b {}')}</style>`.html).toBe('<style>a > b {}</style>')
  })

  it('shows numbers, 0 among them, and nothing for what is absent', () => {
    expect(markup`${0}|${-1.5}|${undefined}|${false}|${''}`.html).toBe('0|-1.5|||')
  })

  it('replaces control characters, except those that end lines and columns', () => {
    expect(markup`${'a\u0000b\u001B[31m\u0085c\r\n\td'}`.html).toBe('a�b�[31m�c\r\n\td')
  })
})
