import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The system's browser without a window. */
export function openBrowser(): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map((what) => `--disable-${what}`)
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--no-first-run', ...quiet],
  })
}

/**
 * A fresh page, and the warnings of the browser about it: script errors, what the content policy
 * refused, and answers that say that the service failed.
 */
export async function openPage(browser: Browser): Promise<{ page: Page; warnings: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const warnings: string[] = []
  page.on('pageerror', (error) => warnings.push(error.message))
  page.on('console', (message) => {
    // A refused request is shown as an error too; what the page makes of it is what tests look at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      warnings.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 500)
      warnings.push(`${response.status()} to ${response.request().method()} ${response.url()}`)
  })
  return { page, warnings }
}

/**
 * What axe finds serious or critical on a page as it is shown, in light and in dark: one line for
 * each rule and theme.
 */
export async function graveViolations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The debugger may evaluate what the content policy forbids a page to load.
    await page.evaluate(await source)
    const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    for (const { id, impact, help, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue
      const where = nodes.slice(0, 5).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`)
      found.push(`${new URL(page.url()).pathname}, ${colorScheme}: ${id}: ${help}: ${where.join('; ')}`)
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found
}
