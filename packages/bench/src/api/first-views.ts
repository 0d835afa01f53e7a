import type { Browser, BrowserContext } from 'playwright-core'
import { type Cookies, freshContext } from './browser.ts'
import { SEEDED_BISECTION, type SeededProgram } from './seeded-program.ts'

/** Pages, and what stands on each once it shows what it is about. */
const PAGES: Readonly<Record<string, readonly [path: string, content: string]>> = {
  overview: ['/', 'main a[href^="/bisections/"]'],
  bisections: ['/bisections', 'main tbody tr'],
  'one bisection': [`/bisections/${SEEDED_BISECTION}`, 'main h1'],
  regressions: ['/regressions', 'main tbody tr'],
}

/**
 * Milliseconds from asking for a page to seeing what it is about, with nothing in the browser's
 * cache; by page.
 */
export async function firstViews(
  browser: Browser,
  { program: { api } }: SeededProgram,
  { cookies, samples }: { readonly cookies: Cookies; readonly samples: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>()
  for (let at = 0; at < samples; at++)
    for (const [name, [path, content]] of Object.entries(PAGES))
      found.set(name, [
        ...(found.get(name) ?? []),
        await firstView(await freshContext(browser, cookies), `${api.url}${path}`, content),
      ])
  return found
}

async function firstView(context: BrowserContext, url: string, content: string): Promise<number> {
  try {
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(url, { waitUntil: 'commit' })
    await page.locator(content).first().waitFor({ timeout: 60_000 })
    return performance.now() - began
  } finally {
    await context.close()
  }
}
