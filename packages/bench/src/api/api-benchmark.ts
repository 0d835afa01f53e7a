import type { Browser } from 'playwright-core'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { API_OPTIONS, readApiOptions } from './api-options.ts'
import { latencyRows, ratioRow } from './api-rows.ts'
import { openBrowser, signIn } from './browser.ts'
import { firstViews } from './first-views.ts'
import { liveDelays } from './live-delays.ts'
import { openBisectionRows } from './open-bisections.ts'
import { readLatencies, submitLatencies } from './request-latencies.ts'
import { type SeededProgram, startSeededProgram } from './seeded-program.ts'
import { webhookDelays } from './webhook-delays.ts'

// A page is seen anew so often: each time costs a browser's context.
const MOST_VIEWS = 30
// With the default limit no more are active.
const MOST_FINISHED = 15
const FIRST_VIEW_MS = 1_000

async function measureAll(
  seeded: SeededProgram,
  browser: Browser,
  { samples, setting, note }: { samples: number; setting: string; note: (line: string) => void },
): Promise<Row[]> {
  const rows: Row[] = []
  const cookies = await signIn(browser, seeded)
  const views = Math.min(samples, MOST_VIEWS)
  for (const [page, list] of await firstViews(browser, seeded, { cookies, samples: views }))
    rows.push(...latencyRows(`first view of ${page}`, `${setting}, ${views} times`, list, FIRST_VIEW_MS))
  note('pages are measured')
  for (const [what, list] of await readLatencies(seeded, samples)) rows.push(...latencyRows(what, setting, list))
  note('answers are measured')
  rows.push(...latencyRows('submit', setting, await submitLatencies(seeded, samples)))
  const live = await liveDelays(browser, seeded, { cookies, samples })
  rows.push(...latencyRows('fact to browser, by the stream', setting, live.stream))
  rows.push(...latencyRows('fact to program, by asking every 5 s', setting, live.polling))
  rows.push(ratioRow('asking every 5 s / stream: median delay', setting, live.stream, live.polling))
  note('the stream is measured')
  rows.push(...latencyRows('fact to webhook', setting, await webhookDelays(seeded, samples)))
  return rows
}

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const options = readApiOptions(context.options, context.quick)
  const { bisections, runs, samples, open, onlyOpen } = options
  const withOpen = await openBisectionRows(context, { open, samples: Math.min(samples, MOST_FINISHED) })
  if (onlyOpen) return withOpen
  const seeded = await startSeededProgram(context, options)
  try {
    const browser = await openBrowser()
    try {
      const setting = `${bisections} bisections, ${runs} runs`
      return [...withOpen, ...(await measureAll(seeded, browser, { samples, setting, note: context.note }))]
    } finally {
      await browser.close()
    }
  } finally {
    await seeded.program.stop()
  }
}

/** `npm run bench -- api`. */
export const api: Benchmark = {
  name: 'api',
  summary: 'how fast the service answers, tells and shows with many bisections in its database',
  options: API_OPTIONS,
  checkOptions: (options) => void readApiOptions(options),
  measure,
}
