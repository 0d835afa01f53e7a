import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { change } from '../../fixture/overview.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const [running, finished] = ['runningbisect1', 'finishedbisect']

const site = serveSite((world) => {
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
})
const region = (name: string) => site.page.getByRole('region', { name })

test('the first page shows what is under way and how long it takes, what came of others, and who works', async () => {
  await site.open('/')
  await region('Under way').waitFor()
  await expect
    .poll(() => region('Under way').textContent())
    .toMatch(/Running.*narrow.*8 of 64 left.*about 11 min to go.*4 builds, 14 runs/)
  await expect
    .poll(() => region('Recent outcomes').textContent())
    .toMatch(/Culprit confirmed.*mm\/cma: keep areas in a list/)
  await expect.poll(() => region('Regressions to look at').getByRole('listitem').count()).toBe(2)
  await expect
    .poll(() => region('Workers').textContent())
    .toMatch(/lab-host-1.*1\/2 boots.*builds arm, arm64.*with gcc 12\.2\.0 \(arm, arm64\), clang.*boots 3f2a on arm64/)
  await expect.poll(() => region('Queue').textContent()).toMatch(/boot-arm64.*3.*1/)
  await site.page
    .getByRole('list', { name: 'Totals' })
    .getByRole('link', { name: /culprits? named/ })
    .click()
  await site.page.waitForURL(/\/bisections\?outcome=culprit/)
})

test('the first page begins with what changed since yesterday, or says that nothing did', async () => {
  await site.open('/')
  const changes = region('Since yesterday')
  await expect.poll(() => changes.textContent()).toContain('No changes in the last 24 hours.')
  await expect.poll(() => site.page.getByRole('main').getByRole('heading').nth(1).textContent()).toBe('Since yesterday')
  site.world.changes.push(change('gone'), change('found', 'arm'), change('came back'), change('fixed'))
  await site.page.reload()
  await expect
    .poll(() => changes.getByRole('heading', { level: 3 }).allTextContents())
    .toEqual(['New regressions 1', 'Came back 1', 'Gone 1', 'Fixed 1'])
  await expect
    .poll(() => region('New regressions').textContent())
    .toMatch(/Unable to handle kernel paging request.*lab master · arm · 1 h ago.*arm changed\./)
  expect(await graveViolations(site.page)).toEqual([])
  await region('Gone').getByRole('link').click()
  await site.page.waitForURL(/\/regressions\/regressiongone64/)
})

test('the first page moves by itself, and what it shows does not jump', async () => {
  await site.open('/')
  await site.page.getByText('Live', { exact: true }).waitFor()
  await region('Workers').waitFor()
  await site.page.evaluate(() => {
    const seen = window as unknown as { jumped: number }
    seen.jumped = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.jumped += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: false })
  })
  const next = scenario(running, 5)
  site.world.scenarios.set(running, next)
  site.server.publish({ ...(next.events.at(-1) as Event), id: 500 })
  await region('Under way').getByText('2 of 64 left').waitFor()
  expect(await site.page.evaluate(() => (window as unknown as { jumped: number }).jumped)).toBeLessThan(0.01)
})

test('the trend shows failures and regressions by day and tree, as bars and as a table, also on a phone', async () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const none = { failing: 0, passing: 0, regressions: 0, bisections: 0, culprits: 0 }
  site.world.trends.push(
    { ...none, tree: 'lab', day: day(4), failing: 5, passing: 20, regressions: 1 },
    { ...none, tree: 'lab', day: day(2), failing: 1, passing: 2 },
    { ...none, tree: 'stable', day: day(2), passing: 7 },
  )
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open('/')
  const trend = region('Last 30 days')
  const bars = trend.getByRole('img', { name: 'lab by day: 6 tests failed, 22 passed · 1 regression' })
  await bars.waitFor()
  await expect.poll(() => bars.locator('.trend-failing').count()).toBe(2)
  await expect.poll(() => bars.locator('.trend-none').count()).toBe(28)
  await expect.poll(() => bars.locator('.trend-regression').count()).toBe(1)
  await trend.getByText('As a table').click()
  const rows = trend.getByRole('table').getByRole('row')
  expect((await rows.allTextContents()).slice(1)).toEqual([`${day(2)}lab120`, `${day(2)}stable070`, `${day(4)}lab5201`])
  const over = await site.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(over).toBe(0)
  expect(await graveViolations(site.page)).toEqual([])
})

test('an empty service says how to begin, in the browser and from a terminal', async () => {
  site.world.scenarios.clear()
  site.world.workers.length = 0
  await site.open('/')
  await site.page.getByText('kbisect run').waitFor()
  await expect.poll(() => site.page.getByRole('link', { name: 'Start a bisection' }).getAttribute('href')).toBe('/new')
  await region('Workers').getByText('None is running').waitFor()
})

test('a first page that cannot be had says so, and tries again', async () => {
  let fails = true
  await site.page.route('**/api/v1/overview', (route) =>
    fails
      ? route.fulfill({ status: 403, json: { title: 'Forbidden', detail: 'this token may not read' } })
      : route.continue(),
  )
  await site.open('/')
  await site.page.getByText('this token may not read').waitFor()
  fails = false
  await site.page.getByRole('button', { name: 'Try again' }).click()
  await region('Under way').waitFor()
  await expect.poll(() => site.page.getByRole('alert').count()).toBe(0)
})

test('the list is filtered by all that is asked for, sorted, and read on, all by its address', async () => {
  const [first] = [...site.world.scenarios.values()]
  for (let index = 0; index < 120; index++) {
    const name = `other${String(index).padStart(8, '0')}`
    if (first)
      site.world.others.push({ ...first.bisection, id: name, title: `title ${index}`, branch: `for-${index % 2}` })
  }
  await site.open('/bisections')
  const rows = site.page.locator('.list tbody tr')
  await expect.poll(() => rows.count()).toBe(50)
  await site.page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => rows.count()).toBe(100)
  await site.page.waitForURL(/pages=2/)
  await site.page.reload()
  await expect.poll(() => rows.count()).toBe(100)

  await site.page.getByLabel('Branch').fill('for-1')
  await site.page.waitForURL(/branch=for-1/)
  await expect.poll(() => rows.first().textContent()).toContain('lab for-1')
  await site.page.getByLabel('Order').selectOption('oldest first')
  await expect.poll(() => rows.first().textContent()).toContain('title 119')
  await site.page.getByRole('button', { name: 'Clear filters' }).click()
  await site.page.getByLabel('Author of the culprit').fill('okafor')
  await expect.poll(() => rows.count()).toBe(1)
  expect(new URL(site.page.url()).search).toBe('?author=okafor&sort=createdAt')
})
