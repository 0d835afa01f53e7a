import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import type { SeededProgram } from './seeded-program.ts'

/** Debian's browser without a window. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-background-networking'],
  })
}

/** A browser that knows nothing yet but who it is. */
export async function signedIn(browser: Browser, { program }: SeededProgram): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const answer = await context.request.post(`${program.api.url}/api/v1/session`, { data: { token: program.token } })
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`)
  return context
}
