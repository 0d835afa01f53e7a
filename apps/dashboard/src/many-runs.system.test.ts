import type { Event, Run } from '@kbisect/contracts'
import { beforeEach, describe, expect, test } from 'vitest'
import { runOf } from './fixture/facts.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'

const finished = 'finishedbisect'
const running = 'runningbisect1'
const RUNS = 20_000
// How fast the machine is says nothing of the page.
const patient = { timeout: 120_000 }

const site = serveSite((world) => {
  world.scenarios.set(finished, withManyRuns(finished, Number.POSITIVE_INFINITY))
  world.scenarios.set(running, withManyRuns(running, 3))
})

/**
 * The scenario, after which a commit was booted thousands of times: all that its result rests on
 * lies before.
 */
function withManyRuns(id: string, tested: number) {
  const { bisection, candidates, runs, ...rest } = scenario(id, tested)
  const often = candidates[40]
  if (!often) throw new Error('the range is too short')
  const start = Date.parse('2026-11-23T00:00:00Z')
  const more = Array.from(
    { length: RUNS - runs.length },
    (_, at): Run =>
      runOf({
        ...{ id: `${id}x${at}`, commit: often.hash, target: 'arm64', reverted: null },
        ...{ attempt: at + 1, passes: true, at: start + at * 1000 },
      }),
  )
  return {
    ...rest,
    bisection: { ...bisection, progress: { ...bisection.progress, runs: RUNS } },
    candidates: candidates.with(40, { ...often, runs: more.length }),
    runs: [...runs, ...more],
  }
}

let asked: URL[]
beforeEach(() => {
  asked = []
  site.page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname.endsWith('/runs')) asked.push(url)
  })
})

const newestAsked = () => asked.filter(({ searchParams }) => searchParams.get('sort') === '-finishedAt')

describe('the page of a bisection with 20,000 runs', () => {
  test('shows its result with the runs that it rests on, and asks for few others', async () => {
    await site.open(`/bisections/${finished}`)
    const checks = site.page.locator('.checks .check')
    await checks.nth(4).waitFor()
    // Bad revision, good revision, culprit, parent, revert.
    await expect.poll(() => checks.locator('.dots').count(), patient).toBe(5)
    const affected = site.page.getByRole('table', { name: 'Targets on which the culprit was tested' })
    await expect.poll(() => affected.locator('.dots').count(), patient).toBeGreaterThan(5)
    await site.page.getByRole('link', { name: 'Both side by side' }).first().waitFor()
    expect(newestAsked()).toHaveLength(5)
    for (const { searchParams } of asked) expect(Number(searchParams.get('limit'))).toBeLessThanOrEqual(200)
  })

  test('lists the last runs first, and older ones when they are wanted', async () => {
    await site.open(`/bisections/${finished}?tab=runs`)
    const rows = site.page.locator('.tab-panel-runs tbody tr')
    await expect.poll(() => rows.count(), patient).toBe(1000)
    await expect.poll(() => site.page.getByRole('tab', { name: /^Runs/ }).textContent()).toContain('20,000')
    await site.page.getByRole('button', { name: 'Show older runs' }).click()
    await expect.poll(() => rows.count(), patient).toBe(1200)
    await expect.poll(() => site.page.locator('.time-line-readout').textContent()).toContain('The last ')
  })

  test('shows of a commit how many runs it had, and its first runs when it is opened', async () => {
    const { candidates } = site.world.scenarios.get(finished) ?? {}
    await site.open(`/bisections/${finished}?commit=${candidates?.[40]?.hash}`)
    const total = (candidates?.[40]?.runs ?? 0).toLocaleString('en')
    const note = await site.page.getByText(/ runs are shown\.$/).textContent()
    expect(note).toMatch(new RegExp(` of ${total} runs are shown`))
  })
})

test('the page of an active bisection with 20,000 runs follows it, and asks for the new runs alone', async () => {
  await site.open(`/bisections/${running}?tab=runs`)
  const rows = site.page.locator('.tab-panel-runs tbody tr')
  await expect.poll(() => rows.count(), patient).toBe(1000)
  await site.page.getByText('Live').first().waitFor()
  // What the page asks for by itself when it opens is over.
  await site.page.waitForLoadState('networkidle')
  asked.length = 0
  const known = site.world.scenarios.get(running)
  if (!known) throw new Error('the scenario is not there')
  const [commit = ''] = known.candidates.slice(41, 42).map(({ hash }) => hash)
  for (let at = 0; at < 100; at++) {
    const run = runOf({
      ...{ id: `${running}y${at}`, commit, target: 'arm64', reverted: null, attempt: at + 1, passes: false },
      at: Date.parse('2026-11-24T00:00:00Z') + at * 1000,
    })
    const now = site.world.scenarios.get(running) ?? known
    site.world.scenarios.set(running, { ...now, runs: [...now.runs, run] })
    const event: Event = {
      ...{ id: 10_000 + at, bisectionId: running, type: 'run-finished', message: `run ${at} failed` },
      ...{ data: { commit, result: 'failed' }, at: new Date().toISOString() },
    }
    site.server.publish(event)
  }
  await expect.poll(() => rows.count(), patient).toBe(1100)
  await expect
    .poll(() => rows.first().textContent())
    .toContain('at virtual address ffff0000bff9f000 [in cma_init_reserved_mem')
  const pages = newestAsked().length
  // One at the first event, one after the window, one after the burst.
  expect(pages).toBeGreaterThan(0)
  expect(pages).toBeLessThanOrEqual(3)
})
