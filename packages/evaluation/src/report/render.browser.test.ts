import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, hasBrowser, launchBrowser, openPage, type Screen } from '../testing/browser'
import { crowdedReport, hostileReport } from '../testing/awkward-reports'
import { digitsReport } from '../testing/digits-report'
import {
  brokenReferences,
  collidingTexts,
  faintTexts,
  overflowingTexts,
  smallestText,
  strayAttributes,
} from '../testing/page-checks'
import { renderReport } from './render'

const screens: readonly Screen[] = [1200, 360].flatMap((width) => [
  { width, theme: 'light' as const },
  { width, theme: 'dark' as const },
])
const reports = { digits: digitsReport, crowded: crowdedReport, hostile: hostileReport }

describe.skipIf(!hasBrowser)(`a report in a browser (needs ${browserPath})`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  for (const [name, report] of Object.entries(reports)) {
    it.each(screens)(`${name}, $width pixels wide, $theme`, async (screen) => {
      const { page, requests, complaints } = await openPage(browser, renderReport(report), screen)
      for (const details of await page.locator('summary').all()) await details.click()

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(screen.width)
      expect(await page.evaluate(overflowingTexts)).toEqual([])
      expect(await page.evaluate(collidingTexts)).toEqual([])
      expect(await page.evaluate(smallestText)).toBeGreaterThanOrEqual(9.5)
      expect(await page.evaluate(strayAttributes)).toEqual([])
      expect(await page.evaluate(brokenReferences)).toEqual([])
      const { checked, faint } = await page.evaluate(faintTexts, 4.5)
      expect(faint).toEqual([])
      expect(checked).toBeGreaterThan(100)
      expect(requests).toEqual([])
      expect(complaints).toEqual([])
      await page.close()
    })
  }

  it('is dark where the reader likes it dark, but not on paper', async () => {
    const { page } = await openPage(browser, renderReport(digitsReport), { width: 800, theme: 'dark' })
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await paper()
    await page.emulateMedia({ media: 'print' })
    expect([dark, await paper()]).toEqual(['rgb(23, 24, 26)', 'rgb(255, 254, 250)'])
    await page.close()
  })

  it('compares side by side on a narrow screen too', async () => {
    for (const [width, way] of [
      [1200, 'down'],
      [360, 'across'],
    ] as const) {
      const { page } = await openPage(browser, renderReport(digitsReport), { width, theme: 'light' })
      const models = await page.locator('.comparison tbody th').all()
      const boxes = await Promise.all(models.map((model) => model.boundingBox()))
      const [teacher, student] = [boxes[0]!, boxes[2]!]
      expect(student.y > teacher.y ? 'down' : student.x > teacher.x ? 'across' : 'over').toBe(way)
      await page.close()
    }
  })

  it('runs nothing that a name brings along, and reads as it was written', async () => {
    const screen = { width: 1200, theme: 'light' } as const
    const { page, complaints } = await openPage(browser, renderReport(hostileReport), screen)
    expect(await page.locator('script, img, iframe, b[onclick]').count()).toBe(0)
    expect(await page.locator('h1').textContent()).toBe(hostileReport.title)
    expect(await page.locator('pre').textContent()).toBe(hostileReport.recipe)
    expect(complaints).toEqual([])
    await page.close()
  })
})
