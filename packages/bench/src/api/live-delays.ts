import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { type Cookies, freshContext } from './browser.ts'
import type { SeededProgram } from './seeded-program.ts'

export interface LiveDelays {
  /** From the fact in the database to the browser that follows the stream. */
  readonly stream: readonly number[]
  /** To a program that asks for the newest bisections every five seconds, of the same facts. */
  readonly polling: readonly number[]
}

interface Heard {
  readonly bisectionId: string
  /** When it happened, and when it was heard of: milliseconds since 1970, of one clock. */
  readonly happened: number
  readonly heard: number
}

const POLL_SECONDS = 5

/** Submits bisections at odd moments, and sees how long each takes until others know of it. */
export async function liveDelays(
  browser: Browser,
  seeded: SeededProgram,
  { cookies, samples }: { readonly cookies: Cookies; readonly samples: number },
): Promise<LiveDelays> {
  const context = await freshContext(browser, cookies)
  const { api } = seeded.program
  const stop = new AbortController()
  try {
    const page = await context.newPage()
    await page.goto(`${api.url}/login`)
    await page.evaluate(listen)
    await page.waitForFunction(() => (globalThis as unknown as { kbisectOpen?: boolean }).kbisectOpen === true)
    const polled = poll(api, stop.signal)
    const ids: string[] = []
    for (let at = 0; at < samples; at++) {
      ids.push((await api.start(seeded.request)).id)
      await sleep(37 * (1 + (at % 9)))
    }
    await sleep((POLL_SECONDS + 1) * 1000)
    const heard = await page.evaluate(() => (globalThis as unknown as { kbisectHeard: Heard[] }).kbisectHeard)
    stop.abort()
    return { stream: delaysOf(ids, heard), polling: delaysOf(ids, await polled) }
  } finally {
    stop.abort()
    await context.close()
  }
}

/** Runs in the page. */
function listen(): void {
  const own = globalThis as unknown as { kbisectHeard: Heard[]; kbisectOpen?: boolean }
  own.kbisectHeard = []
  const source = new EventSource('/api/v1/events')
  source.onopen = () => {
    own.kbisectOpen = true
  }
  source.onmessage = ({ data }) => {
    const heard = Date.now()
    const { type, bisectionId, at } = JSON.parse(String(data)) as { type: string; bisectionId: string; at: string }
    if (type === 'created') own.kbisectHeard.push({ bisectionId, happened: Date.parse(at), heard })
  }
}

async function poll(api: SeededProgram['program']['api'], signal: AbortSignal): Promise<Heard[]> {
  const known = new Map<string, Heard>()
  while (!signal.aborted) {
    await sleep(POLL_SECONDS * 1000, undefined, { signal }).catch(() => {})
    const { items } = await api.get<{ items: { id: string; createdAt: string }[] }>('/bisections?limit=200')
    for (const { id, createdAt } of items)
      if (!known.has(id)) known.set(id, { bisectionId: id, happened: Date.parse(createdAt), heard: Date.now() })
  }
  return [...known.values()]
}

function delaysOf(ids: readonly string[], heard: readonly Heard[]): number[] {
  const delays = heard.filter(({ bisectionId }) => ids.includes(bisectionId)).map((one) => one.heard - one.happened)
  if (delays.length < ids.length) throw new Error(`${ids.length - delays.length} of ${ids.length} were never heard of`)
  return delays
}
