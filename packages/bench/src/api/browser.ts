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

/** What a browser keeps of having signed in. */
export type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>

/** Signs in once: a service lets nobody do so again and again. */
export async function signIn(browser: Browser, { program }: SeededProgram): Promise<Cookies> {
  const context = await browser.newContext()
  try {
    const answer = await context.request.post(`${program.api.url}/api/v1/session`, { data: { token: program.token } })
    if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`)
    return await context.storageState()
  } finally {
    await context.close()
  }
}

/** A browser that knows nothing yet but who it is. */
export const freshContext = (browser: Browser, cookies: Cookies): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: cookies })
