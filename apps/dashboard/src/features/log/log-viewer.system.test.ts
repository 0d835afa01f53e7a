import { expect, test } from 'vitest'
import { longLog } from '../../fixture/long-log.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const finished = 'finishedbisect'
const huge = longLog(100_000_000, 0.6)
/** A run that failed, and one that passed. */
const [bad, good] = [`${finished}r0`, `${finished}r3`]

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.logs.set(bad, huge)
})
const current = () => site.page.locator('.log-current')
const lines = () => site.page.getByRole('region', { name: 'Log lines' })

test('a log of 100 MB opens at once, and is searched for its failure to where it is', async () => {
  const asked: string[] = []
  site.page.on('request', (request) => request.url().endsWith('/log') && asked.push(request.headers().range ?? 'all'))
  await site.open(`/runs/${bad}`)
  await site.page.locator('.log-row').first().waitFor()
  // The first piece is half a megabyte: nothing waits for the other 99.5.
  expect(asked[0]).toBe('bytes=0-524287')
  expect(asked).not.toContain('all')

  const failure = site.page.locator('.log-failure')
  await failure.waitFor({ timeout: 120_000 })
  await expect.poll(() => failure.textContent()).toContain('Unable to handle kernel paging request')
  await expect.poll(() => failure.locator('.log-number').textContent()).toBe(String(huge.failureLine))
  await expect.poll(() => site.page.locator('.log-row').count()).toBeLessThan(150)
  const heap = await site.page.evaluate(
    () => (window.performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  )
  expect(heap).toBeLessThan(huge.bytes)
})

test('the whole of a log is searched, and each match is gone to though it was never loaded', async () => {
  await site.open(`/runs/${bad}`)
  await site.page.locator('.log-failure').waitFor({ timeout: 120_000 })
  await lines().press('/')
  await site.page.keyboard.type('request 700123 done')
  await site.page.getByText('1 found').waitFor({ timeout: 120_000 })
  await site.page.keyboard.press('Enter')
  await current().locator('mark').waitFor()
  await expect.poll(() => current().locator('.log-number').textContent()).toBe('700124')
  await expect.poll(() => current().textContent()).toContain('request 700123 done')
  await expect.poll(() => site.page.locator('.log-size').textContent()).toContain('800,000 lines')

  // Colours do not hide words, and many matches are counted.
  await site.page.getByLabel('Search in the log').fill('pages were written back')
  await site.page.getByText('8,000 found').waitFor({ timeout: 120_000 })
  await site.page.getByLabel('Search in the log').press('Enter')
  await site.page.getByText('7,003 of 8,000').waitFor()
  await site.page.getByLabel('Search in the log').press('Shift+Enter')
  await site.page.getByText('7,002 of 8,000').waitFor()
})

test('a search that is not wanted any more stops reading', async () => {
  await site.open(`/runs/${bad}?line=5`)
  await current().waitFor()
  let asked = 0
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await site.page.route('**/log', async (route) => {
    if (++asked > 4) await held
    await route.continue().catch(() => undefined)
  })
  await site.page.getByLabel('Search in the log').fill('nowhere to be found')
  const stop = site.page.getByRole('button', { name: /Stop searching \(\d+ %\)/ })
  await stop.click()
  await stop.waitFor({ state: 'detached' })
  answer()
  await site.page.getByText('0 found').waitFor()
  expect(asked).toBeLessThan(24)
})

test('looking for the failure of a long log can be given up, and the log is read all the same', async () => {
  await site.page.route('**/log', async (route) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers().range ?? '') ?? []
    // Both ends come in small pieces; the large ones, in which all of it is read, never come.
    if (Number(end) - Number(start) < 1e6) await route.continue()
  })
  await site.open(`/runs/${bad}`)
  await site.page.getByText('looking for the failure: 0 %').waitFor()
  await site.page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect.poll(() => site.page.locator('.log-size').textContent()).toBe('100.0 MB')
  await lines().press('G')
  await site.page.locator('.log-row', { hasText: 'request 799999 done' }).waitFor()
})

test('a link to a line shows it, wherever it is, also counted from the end', async () => {
  await site.open(`/runs/${bad}?line=650000`)
  await current().waitFor({ timeout: 120_000 })
  await expect.poll(() => current().textContent()).toMatch(/^650000.*request 649999 done/)
  await site.open(`/runs/${bad}?line=-1`)
  await current().waitFor()
  await expect.poll(() => current().textContent()).toContain('request 799999 done')
  const last = new URL(site.page.url()).searchParams.get('line')
  expect(last).toBe('-1')
})

test('the keyboard leads to both ends, and lines say how long after the one before they came', async () => {
  await site.open(`/runs/${good}?line=3`)
  await current().waitFor()
  await lines().press('G')
  await site.page.locator('.log-row', { hasText: 'passed' }).waitFor()
  await lines().press('t')
  const run = site.page.locator('.log-row', { hasText: 'Run /init' })
  await expect.poll(() => run.locator('.log-since').textContent()).toBe('+0.392110')
  await lines().press('g')
  await site.page.locator('.log-row', { hasText: 'Booting Linux' }).waitFor()
})

test('the last good log stands beside the first bad one, with what differs marked and times left out', async () => {
  site.world.logs.delete(bad)
  await site.open(`/bisections/${finished}`)
  await site.page.getByRole('link', { name: 'Both side by side' }).click()
  const failure = site.page.locator('.compare-row.log-failure')
  await failure.waitFor()
  await expect.poll(() => failure.textContent()).toContain('Unable to handle kernel paging request')
  const first = site.page.locator('.compare-different').first()
  await site.page.getByRole('region', { name: 'Lines of both logs' }).press('n')
  await expect.poll(() => site.page.getByRole('status').last().textContent()).toMatch(/^\d+ differences$/)
  await expect.poll(() => first.locator('.side-good').textContent()).not.toBe('')
  await site.page
    .getByRole('button', { name: /lines the same\. Show/ })
    .first()
    .click()
  await site.page.locator('.compare-same', { hasText: 'zone 17:' }).waitFor()
})

test('a link names one line or several, which are marked and scrolled to', async () => {
  await site.open(`/runs/${good}#L10-L20`)
  const marked = site.page.locator('.log-marked')
  await expect.poll(() => marked.count()).toBe(11)
  await expect.poll(() => marked.first().locator('.log-number').textContent()).toBe('10')
  await expect.poll(() => current().locator('.log-number').textContent()).toBe('10')
  await site.page.getByRole('button', { name: 'Copy link to lines 10 to 20' }).waitFor()

  await site.page.getByRole('button', { name: 'Link to line 12', exact: true }).click()
  await site.page.waitForURL(/#L12$/)
  await expect.poll(() => marked.count()).toBe(1)
  await site.page.getByRole('button', { name: 'Link to line 14', exact: true }).click({ modifiers: ['Shift'] })
  await site.page.waitForURL(/#L12-L14$/)
  await expect.poll(() => marked.count()).toBe(3)
  // Another link to the same log, and one of before.
  await site.page.goto(`${site.server.url}/runs/${good}#L3`)
  await expect.poll(() => current().locator('.log-number').textContent()).toBe('3')
  await site.open(`/runs/${good}?line=5`)
  await expect.poll(() => marked.locator('.log-number').allTextContents()).toEqual(['5'])
})

test('a run that is opened by a link of its own names its bisection, and stands beside the last good log', async () => {
  await site.open(`/runs/${bad}`)
  const crumbs = site.page.getByRole('navigation', { name: 'Breadcrumb' })
  await expect
    .poll(() => crumbs.locator(`a[href^="/bisections/${finished}"]`).getAttribute('href'))
    .toMatch(/\?commit=/)
  await site.page.getByRole('link', { name: 'Beside the last good log' }).click()
  await site.page.waitForURL(`**/compare?good=${finished}r*&bad=${bad}&bisection=${finished}`)
})
