/*
 * What is looked for in a page, as functions that run inside it: each is sent there as text, so it uses nothing from
 * outside itself.
 */

/** A text of the page that is hard to read. */
export interface FaintText {
  readonly text: string
  readonly contrast: number
}

/** Texts whose contrast to what is behind them is below `least` (WCAG 2.2, 1.4.3), by the colours that are drawn. */
export function faintTexts(least: number): {
  readonly checked: number
  readonly faint: readonly FaintText[]
} {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
  const painted = (colour: string, below: readonly number[]) => {
    context.fillStyle = `rgb(${below.join(' ')})`
    context.fillRect(0, 0, 1, 1)
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    return Array.from(context.getImageData(0, 0, 1, 1).data).slice(0, 3)
  }
  const luminance = (colour: readonly number[]) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const behind = (element: Element | null): readonly number[] =>
    element === null
      ? [255, 255, 255]
      : painted(getComputedStyle(element).backgroundColor, behind(element.parentElement))

  const faint: FaintText[] = []
  let checked = 0
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent?.trim() ?? ''
    const element = walker.currentNode.parentElement!
    if (text === '' || element.closest('title, desc') || element.getClientRects().length === 0) continue
    const { color, fill } = getComputedStyle(element)
    const below = behind(element)
    const [one, other] = [painted(element instanceof SVGElement ? fill : color, below), below].map(luminance)
    const contrast = (Math.max(one!, other!) + 0.05) / (Math.min(one!, other!) + 0.05)
    checked++
    if (contrast < least) faint.push({ text, contrast })
  }
  return { checked, faint }
}

/** Texts that stick out of the page, or of a table's cell, and are not in a box that scrolls. */
export function overflowingTexts(): readonly string[] {
  const { clientWidth } = document.documentElement
  return Array.from(document.querySelectorAll('body *'))
    .filter((element) => Array.from(element.childNodes).some(({ nodeType }) => nodeType === Node.TEXT_NODE))
    .filter((element) => !element.closest('.scroll, pre, title, desc'))
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect()
      return left < -0.5 || right > clientWidth + 0.5 || element.scrollWidth > element.clientWidth + 1
    })
    .filter((element) => getComputedStyle(element).display !== 'inline' || element.clientWidth > 0)
    .map((element) => `${element.tagName} ${element.textContent?.trim()}`)
}

/** Pairs of texts of one chart that are drawn over each other. */
export function collidingTexts(): readonly string[] {
  return Array.from(document.querySelectorAll('svg.chart')).flatMap((chart) => {
    const boxes = Array.from(chart.querySelectorAll('text'), (text) => ({
      text: text.textContent,
      box: text.getBoundingClientRect(),
    })).filter(({ box }) => box.width > 0)
    return boxes.flatMap(({ text, box }, index) =>
      boxes
        .slice(index + 1)
        .filter((other) => {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          // A text's box has room above and below its letters.
          return across > 0.5 && down > 0.3 * box.height
        })
        .map((other) => `${text} | ${other.text}`),
    )
  })
}

/** The smallest text of the page, in pixels as it is drawn. */
export function smallestText(): number {
  const sizes = Array.from(document.querySelectorAll('body *'))
    .filter((element) => Array.from(element.childNodes).some(({ nodeType }) => nodeType === Node.TEXT_NODE))
    .filter((element) => !element.closest('title, desc') && element.getClientRects().length > 0)
    .map((element) => {
      const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1
      return scale * Number.parseFloat(getComputedStyle(element).fontSize)
    })
  return Math.min(...sizes)
}

/** What labels and headings point to without its being there, or being there twice. */
export function brokenReferences(): readonly string[] {
  const count = (id: string) => document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length
  const wanted = Array.from(document.querySelectorAll('[aria-labelledby]')).flatMap((element) =>
    element.getAttribute('aria-labelledby')!.split(' '),
  )
  const ids = Array.from(document.querySelectorAll('[id]'), ({ id }) => id)
  return [...new Set([...wanted, ...ids])].filter((id) => count(id) !== 1)
}

/** Attributes that hold what was meant to be a number, or to be there. */
export function strayAttributes(): readonly string[] {
  return Array.from(document.querySelectorAll('*')).flatMap((element) =>
    Array.from(element.attributes, ({ name, value }) => `${element.tagName} ${name}="${value}"`).filter(
      (text) => /NaN|undefined|Infinity|\[object/.test(text),
    ),
  )
}
