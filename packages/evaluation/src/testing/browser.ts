import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

/** Where Debian puts it. */
export const browserPath = '/usr/bin/chromium'
export const hasBrowser = existsSync(browserPath)

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

export interface Screen {
  readonly width: number
  readonly theme: 'light' | 'dark'
}

export interface OpenPage {
  readonly page: Page
  /** What the page asked the network for, itself left out. */
  readonly requests: readonly string[]
  /** What it wrote to the console, threw, or asked the reader. */
  readonly complaints: readonly string[]
}

/** Shows a page to a browser, as from a server that has nothing else. */
export async function openPage(browser: Browser, html: string, { width, theme }: Screen): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: theme })
  const address = 'http://report.test/'
  const requests: string[] = []
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message())
    void dialog.dismiss()
  })
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (url === address) return route.fulfill({ contentType: 'text/html', body: html })
    requests.push(url)
    return route.abort()
  })
  await page.goto(address)
  return { page, requests, complaints }
}
