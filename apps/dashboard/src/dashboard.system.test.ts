import type { Event } from '@kbisect/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { BuiltDashboard } from './fixture/browser.fixture.ts'
import { buildDashboard, openBrowser, openPage } from './fixture/browser.fixture.ts'
import { mergeScenario } from './fixture/merge-scenario.fixture.ts'
import { hashOf } from './fixture/range.fixture.ts'
import { rangeScenario } from './fixture/range-scenario.fixture.ts'
import { refusedScenario } from './fixture/refused-scenario.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import type { FixtureServer } from './fixture/server.fixture.ts'
import { startFixtureServer } from './fixture/server.fixture.ts'
import { wideScenario } from './fixture/wide-scenario.fixture.ts'
import type { World } from './fixture/world.fixture.ts'
import { emptyWorld } from './fixture/world.fixture.ts'

const running = 'runningbisect1'
const finished = 'finishedbisect'
const narrowed = 'narrowedbisect'
const merged = 'mergedbisection'
const refused = 'refusedbisection'

let dashboard: BuiltDashboard
let browser: Browser
let world: World
let server: FixtureServer
let page: Page
let warnings: string[]

beforeAll(async () => {
  dashboard = await buildDashboard()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.remove()
})

beforeEach(async () => {
  world = emptyWorld()
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  server = await startFixtureServer(world, dashboard.directory)
  const opened = await openPage(browser)
  page = opened.page
  warnings = opened.warnings
})

afterEach(async () => {
  await page.context().close()
  await server.close()
  // Script errors, and what the content policy refused, fail every test.
  if (warnings.length > 0) throw new Error(`The browser warned: ${warnings.join('\n')}`)
})

const open = (path: string) => page.goto(`${server.url}${path}`)
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
const runningOnes = () => page.locator('.badge', { hasText: 'Running' })
const headline = () => page.getByRole('heading', { level: 1 }).textContent()

/**
 * For what comes by an event: the pages ask by themselves only when they are not told, and then
 * less often.
 */
const soon = { timeout: 60_000 }

/** Moves the bisection on and says so, as the service does. */
function advance(id: string, tested: number): void {
  const next = scenario(id, tested)
  world.scenarios.set(id, next)
  const last = next.events.at(-1) as Event
  server.publish({ ...last, id: last.id + 100 })
}

test('the list shows each bisection with its state and its answer', async () => {
  await open('/bisections')
  const rows = page.getByRole('table', { name: /Bisections/ }).getByRole('row')
  await rows.nth(2).waitFor()
  await expect.poll(() => rows.nth(1).textContent()).toMatch(/Running[\s\S]*of 64 left/)
  await expect.poll(() => rows.nth(2).textContent()).toMatch(/Culprit confirmed[\s\S]*mm\/cma: keep areas in a list/)
})

test('filters live in the address and come back from it', async () => {
  await open('/bisections')
  await runningOnes().waitFor()
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('culprit')
  await page.waitForURL(/outcome=culprit/)
  await runningOnes().waitFor({ state: 'detached' })
  await open('/bisections?state=running')
  await expect.poll(() => page.getByRole('combobox', { name: 'State' }).inputValue()).toBe('running')
  await page.getByLabel('Text').fill('no such title')
  await sees('No bisection matches these filters')
  expect(new URL(page.url()).searchParams.get('text')).toBe('no such title')
})

test('a service without bisections says how to begin', async () => {
  world.scenarios.clear()
  await open('/')
  await expect.poll(() => page.getByRole('main').textContent(), soon).toContain('kbisect run')
})

test('a running bisection moves without a reload, to its culprit', async () => {
  await open(`/bisections/${running}`)
  await sees('Looking for what broke booting on arm64')
  await sees('Live')
  await page.evaluate(() => {
    document.body.dataset.mine = 'yes'
  })
  const left = page.locator('.now-number b')
  const before = Number(await left.textContent())
  advance(running, 5)
  await page.waitForFunction((number) => Number(document.querySelector('.now-number b')?.textContent) < number, before)

  advance(running, Number.POSITIVE_INFINITY)
  await page.getByRole('heading', { level: 1, name: /keep areas in a list.*broke booting on arm64/ }).waitFor()
  const affected = page.getByRole('table', { name: 'Who is affected' })
  const row = affected.getByRole('row').filter({ hasText: /^arm64/ })
  await expect.poll(() => row.textContent()).toMatch(/✕ affected.*✓ not affected/)
  expect(await page.evaluate(() => document.body.dataset.mine)).toBe('yes')
})

test('a bar of progress is empty at first, fills with the work that is done, and says so when it goes back', async () => {
  const at = (done: number | undefined) => {
    const now = scenario(running, 3)
    const expected = done === undefined ? null : { builds: 4, runs: 14, seconds: 640, done }
    world.scenarios.set(running, { ...now, bisection: { ...now.bisection, expected } })
    const last = now.events.at(-1) as Event
    server.publish({ ...last, id: last.id + 100 + Math.round((done ?? 0) * 100) })
  }
  at(undefined)
  await open(`/bisections/${running}`)
  const bar = page.getByRole('region', { name: 'Now' }).getByRole('progressbar')
  await bar.waitFor()
  await sees('Live')
  const filled = () => bar.locator('.progress-done').getAttribute('width')
  expect([await bar.getAttribute('aria-valuenow'), await filled()]).toEqual(['0', '0'])
  await sees('0 % done · duration not yet known')
  at(0.62)
  await expect.poll(filled, soon).toBe('62')
  await sees('62 % done · about 11 min to go')
  at(0.4)
  await expect.poll(filled, soon).toBe('40')
  await sees('More tests are needed than expected before (it was 62 %).')
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').first().click()
  const row = page
    .getByRole('table', { name: /Bisections/ })
    .getByRole('row')
    .nth(1)
  await expect.poll(() => row.textContent(), soon).toMatch(/40 % done · about 11 min to go/)
})

test('before its range is counted, a bisection claims no number of commits', async () => {
  const { bisection, ...rest } = scenario(running, 0)
  const progress = { ...bisection.progress, commits: 0, candidatesLeft: 0 }
  world.scenarios.set(running, { ...rest, bisection: { ...bisection, state: 'queued', progress }, candidates: [] })
  await open(`/bisections/${running}`)
  await sees('the range is not counted yet')
  await expect.poll(() => page.getByRole('main').textContent()).not.toContain('0 of 0')
})

test('what happened while the connection was cut is there after it is back', async () => {
  await open(`/bisections/${running}`)
  await sees('Live')
  world.scenarios.set(running, scenario(running, Number.POSITIVE_INFINITY))
  server.cutStreams()
  await expect.poll(headline, soon).toMatch(/keep areas in a list.* broke booting on arm64/)
})

test('the list moves too', async () => {
  await open('/bisections')
  await sees('Live')
  await runningOnes().waitFor()
  advance(running, Number.POSITIVE_INFINITY)
  await expect.poll(() => runningOnes().count(), soon).toBe(0)
})

test('a log opens at its failure, and what the kernel printed stays text', async () => {
  await open(`/bisections/${finished}`)
  await page
    .getByRole('link', { name: /Log of run 1: Unable to handle/ })
    .first()
    .click()
  const failure = page.locator('.log-failure')
  await failure.waitFor()
  await expect.poll(() => failure.textContent()).toContain('Unable to handle kernel paging request')
  await expect.poll(() => page.locator('.log-related').count()).toBeGreaterThan(1)

  await page.getByRole('region', { name: 'Log lines' }).press('Home')
  const hostile = page.locator('.log-row', { hasText: '<script>alert(1)</script>' })
  await hostile.waitFor()
  await expect.poll(() => hostile.textContent()).toContain('\u2407')
  await expect.poll(() => hostile.locator('.ansi-2').textContent()).toBe('colourful')
  await expect.poll(() => page.locator('.log-row').count()).toBeLessThan(150)
})

test('a log is searched with the keyboard, and a line has a link', async () => {
  await open(`/runs/${finished}r0`)
  await page.locator('.log-failure').waitFor()
  await page.getByRole('region', { name: 'Log lines' }).press('/')
  await page.keyboard.type('zone 17: nothing')
  await sees('1 found')
  await page.keyboard.press('Enter')
  await page.locator('.log-current mark').waitFor()
  await page.locator('.log-current .log-number').click()
  await page.waitForURL(/#L22$/)
  await page.reload()
  await expect.poll(() => page.locator('.log-current').textContent(), soon).toContain('zone 17: nothing')
})

test('the strip is walked with arrows, and Enter opens the commit with its runs', async () => {
  await open(`/bisections/${finished}`)
  const strip = page.getByRole('slider', { name: 'Commits from good to bad' })
  await page.locator('.strip-drawing').waitFor()
  await strip.focus()
  // The strip begins at the culprit: that is what one came for.
  await expect.poll(() => strip.getAttribute('aria-valuetext')).toMatch(/^Commit 42 of 64: mm\/cma: keep areas/)
  await strip.press('ArrowLeft')
  await expect.poll(() => strip.getAttribute('aria-valuetext')).toMatch(/^Commit 41 of 64.*Verdict: good/)
  await strip.press('Enter')
  const opened = page.locator('.row-toggle[aria-expanded="true"]')
  await opened.waitFor()
  await expect.poll(() => page.locator('.candidate-detail').textContent()).toContain('passed')
  await opened.press('Enter')
  await opened.waitFor({ state: 'detached' })
})

test('while it searches, the page says what the engine believes, and why it tests what it tests', async () => {
  await open(`/bisections/${running}`)
  const belief = page.getByRole('region', { name: 'State of the search' })
  await belief.waitFor()
  const words = await belief.textContent()
  expect(words).toMatch(/As unsure as among [\d.]+ commits\. *\d+ of 64 commits can change this kernel/)
  expect(words).toMatch(/\d+ % of the probability lies in commits \d+ to \d+\./)
  expect(words).toContain('2.1 % that nothing in the range changed the failure')
  expect(words).not.toContain('came and went')
  expect(words).toMatch(/boot[\s\S]*splits the remaining probability \d+ : \d+; image is built/)
  const first = belief.getByRole('listitem').filter({ hasText: 'keep areas in a list' }).first()
  const probability = /^[\d.]+ %/.exec((await first.textContent()) ?? '')?.[0]
  await first.getByRole('button').press('Enter')
  await page.locator('.row-toggle[aria-expanded="true"]', { hasText: 'keep areas in a list' }).waitFor()
  const strip = page.getByRole('slider', { name: 'Commits from good to bad' })
  await expect
    .poll(() => strip.getAttribute('aria-valuetext'))
    .toMatch(new RegExp(`^Commit 42 of 64: .*can be the culprit\\. Probability ${probability}\\.$`))

  advance(running, Number.POSITIVE_INFINITY)
  await page.getByRole('heading', { level: 1, name: /keep areas in a list.*broke booting/ }).waitFor()
  await expect.poll(() => belief.count()).toBe(0)
  await expect.poll(() => page.locator('.strip-belief').count()).toBe(0)
  await expect
    .poll(() => page.getByRole('region', { name: 'Request' }).textContent())
    .toMatch(/64 commits\d+ can change this kernel/)
})

test('commits that cannot have changed the kernel are told apart in the table', async () => {
  await open(`/bisections/${running}`)
  await page.getByRole('radio', { name: /^All/ }).check()
  const row = page.locator('.candidate', { hasText: 'docs: admin-guide' }).first()
  await row.waitFor()
  await expect.poll(() => row.textContent()).toContain('no change to this kernel')
  await expect
    .poll(() => page.locator('.candidate', { hasText: 'strscpy' }).first().textContent())
    .not.toContain('no change')
})

test('a range that is left names the probable commits first, and what was applied to test them', async () => {
  world.scenarios.set(narrowed, rangeScenario(narrowed))
  await open(`/bisections/${narrowed}`)
  const left = page.getByRole('region', { name: '4 commits it can be' })
  await left.waitFor()
  await expect.poll(() => left.textContent()).toMatch(/52 %[\s\S]*30 %[\s\S]*15 %[\s\S]*0\.5 %/)
  await expect.poll(() => left.getByText('skipped: does not build: build-failed in mm/lab.c').count()).toBe(4)
  const second = left.getByRole('listitem').nth(1)
  await second.getByRole('button').click()
  await expect
    .poll(() => page.locator('.candidate-detail').textContent(), soon)
    .toMatch(/with fix [0-9a-f]{12} applied/)
})

test('a finished bisection says whom it concerns, how sure that is, and on which runs each target rests', async () => {
  await open(`/bisections/${finished}`)
  await sees('arm and arm64 are affected, with CONFIG_DMA_CMA only; x86_64 is not.')
  await sees('19 of 19 runs of kernels with it failed, 16 of 16 without it passed')
  const affected = page.getByRole('region', { name: 'Affected targets' })
  const row = affected.getByRole('row').filter({ hasText: 'x86_64' })
  await expect.poll(() => row.getByRole('link', { name: /: passed/ }).count()).toBe(6)
  const arm = affected.getByRole('row').filter({ hasText: /^arm✕ affected/ })
  await expect.poll(() => arm.getByRole('link', { name: /: Unable to handle/ }).count()).toBe(3)
  await expect.poll(() => arm.getByRole('link', { name: /: passed/ }).count()).toBe(3)
  await expect
    .poll(() => page.getByRole('region', { name: 'Culprit' }).textContent())
    .toContain('[in cma_init_reserved_mem, mm/cma.c:203]')
  const others = await page.getByRole('region', { name: 'Also seen in this range' }).textContent()
  expect(others).toMatch(/panic in lab_setupended 4 runs at 4 commits/)
  expect(others).toMatch(/warning in strscpy.*the kernel went on, in 3 runs at 1 commit/)
})

test('a commit that answers the configuration otherwise says so, and is found from the list of them', async () => {
  await open(`/bisections/${finished}`)
  const drift = page.getByRole('region', { name: 'Configuration' })
  await drift.waitFor()
  await expect.poll(() => drift.textContent()).toMatch(/CONFIG_CMA_AREAS=7 of lab is gone.*at 6 commits/)
  const tested = page.locator('.candidate', { hasText: 'configured otherwise' }).first()
  await tested.getByRole('button').click()
  await expect.poll(() => page.locator('.candidate-detail').textContent(), soon).toContain('CONFIG_CMA_AREAS=7')
  await drift.getByRole('button').first().click()
  await page.locator('.row-toggle[aria-expanded="true"]').waitFor()
})

test('what a kernel warned of is shown with the run that passed all the same', async () => {
  await open(`/bisections/${finished}`)
  const dot = page.getByRole('link', { name: /Log of run 1: passed; with warning in strscpy/ }).first()
  await dot.click()
  await page.getByRole('heading', { level: 1, name: 'Passed' }).waitFor()
  await expect.poll(() => page.getByRole('main').textContent()).toContain('with warning in strscpy')
})

test('a merge culprit is told with both sides and their authors', async () => {
  world.scenarios.set(merged, mergeScenario(merged))
  await open(`/bisections/${merged}`)
  await page.getByRole('heading', { level: 1, name: /where its sides met/ }).waitFor()
  const sides = page.getByRole('region', { name: 'What meets in this merge' })
  const [first, second] = [sides.getByRole('listitem').first(), sides.getByRole('listitem').nth(1)]
  await expect
    .poll(() => first.textContent())
    .toMatch(/First side, up to [0-9a-f]{12}.*Mira Lindqvist <mira@example.org>/)
  await expect
    .poll(() => second.textContent())
    .toMatch(/Second side.*mm\/cma: .*Tom Okafor.*3 commits of this side were merged/)
  const checks = page.getByRole('region', { name: 'Checks' })
  const revert = checks.getByRole('listitem').filter({ hasText: 'Revert on the bad revision does not apply' })
  await expect.poll(() => revert.textContent()).toContain('mm/cma.c, mm/cma.h')
  await revert.getByRole('link', { name: 'Log of the build: it does not apply' }).waitFor()
  await checks.getByText('Culprit with itself reverted passes 1 of 1').waitFor()
  const flaky = checks.getByRole('listitem').filter({ hasText: 'Culprit fails 18 of 30' })
  await expect.poll(() => flaky.getByRole('link').count()).toBe(12)
  await expect.poll(() => flaky.textContent()).toContain('+18')
  await page.getByRole('tab', { name: /Runs/ }).click()
  await sees(/with [0-9a-f]{12} merged into it/)
  await page.getByRole('tab', { name: /Candidates/ }).click()
  await first.getByRole('button').click()
  await page.locator('.row-toggle[aria-expanded="true"]').waitFor()
})

test('without a culprit the page says why in its headline, and links what both revisions and the bases showed', async () => {
  world.scenarios.set(refused, refusedScenario(refused))
  await open(`/bisections/${refused}`)
  await page.getByRole('heading', { level: 1, name: 'Inherited: booting on arm64 broke before the range' }).waitFor()
  await sees(/the histories of the good and the bad revision parted at [0-9a-f]{12}, which fails on arm64 already/)
  const ends = page.getByRole('region', { name: 'What the boundaries showed' })
  await expect.poll(() => ends.getByRole('listitem').count()).toBe(4)
  await ends.getByRole('link', { name: 'Log of the good revision' }).waitFor()
  await expect
    .poll(() => page.getByRole('region', { name: 'Request' }).textContent())
    .toContain('if it is oops in cma_init_reserved_mem; warnings too')
  await ends.getByRole('link', { name: 'Log of the bad revision' }).click()
  await page.locator('.log-failure').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/runs/${refused}bad`)
})

test('tabs follow the arrow keys, to the builds and the report', async () => {
  await open(`/bisections/${finished}`)
  const tab = page.getByRole('tab', { name: /Candidates/ })
  await tab.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await sees('1 asked-for symbol did not survive')
  await page.keyboard.press('ArrowRight')
  await page.waitForURL(/tab=report/)
  await expect.poll(() => page.getByRole('tabpanel').textContent(), soon).toContain('Subject: [bisected]')
})

test('cancelling asks first, and can be thought better of', async () => {
  await open(`/bisections/${running}`)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.keyboard.press('Escape')
  expect(world.scenarios.get(running)?.bisection.state).toBe('running')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await page.getByRole('heading', { level: 1, name: /Cancelled/ }).waitFor()
})

test('who is not known signs in and comes to the page that was asked for', async () => {
  world.token = 'right'
  await open(`/bisections/${finished}?tab=runs`)
  await page.getByLabel('Token').fill('wrong')
  await page.keyboard.press('Enter')
  await sees('This token is not known')
  await page.getByLabel('Token').fill('right')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /broke booting/ }).waitFor()
  expect(new URL(page.url()).search).toBe('?tab=runs')
})

test('a range of 20,000 commits is drawn and listed with few elements', async () => {
  world.scenarios.set('widebisection', wideScenario('widebisection', 20_000))
  await open('/bisections/widebisection')
  await page.locator('.strip-drawing').waitFor()
  await page.getByRole('radio', { name: 'All 20,000' }).check()
  await page.locator('.cell-position', { hasText: /^1$/ }).waitFor()
  await expect.poll(() => page.locator('*').count()).toBeLessThan(1500)
})

test('a long range starts collapsed, and opens by its button or for a commit that is chosen', async () => {
  world.scenarios.set('widebisection', wideScenario('widebisection', 20_000))
  await open('/bisections/widebisection')
  await page.getByRole('radio', { name: 'All 20,000' }).check()
  const rows = page.getByRole('table', { name: /Commits of the range/ })
  await expect.poll(() => rows.getAttribute('aria-rowcount')).toBe('51')
  const height = () => page.evaluate(() => document.documentElement.scrollHeight)
  expect(await height()).toBeLessThan(6000)
  await page.getByRole('button', { name: 'Show all 20,000 commits' }).click()
  await expect.poll(() => rows.getAttribute('aria-rowcount')).toBe('20001')
  await open(`/bisections/widebisection?commit=${hashOf('wide 777')}`)
  await page.locator('.row-toggle[aria-expanded="true"]', { hasText: 'change 777' }).waitFor()
})

test('no page is wider than a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  world.scenarios.set(narrowed, rangeScenario(narrowed))
  world.scenarios.set(merged, mergeScenario(merged))
  world.scenarios.set(refused, refusedScenario(refused))
  for (const path of [
    '/',
    '/bisections',
    `/compare?good=${finished}r3&bad=${finished}r0`,
    `/bisections/${narrowed}?tab=runs`,
    `/bisections/${merged}?tab=runs`,
    `/bisections/${refused}`,
    `/bisections/${running}`,
    `/bisections/${finished}`,
    `/bisections/${finished}?tab=builds`,
    `/runs/${finished}r0`,
    '/login',
    '/nowhere',
  ]) {
    await open(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(over, path).toBe(0)
  }
})

test('nothing of what builds left is cut off on a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(`/bisections/${finished}?tab=builds`)
  await page.locator('.artifacts a').first().waitFor()
  const cut = await page
    .locator('.artifacts a, .artifacts span')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML),
    )
  expect(cut).toEqual([])
  const steps = page.locator('.step-name')
  await expect.poll(() => steps.count()).toBeGreaterThan(3)
  expect(await steps.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)).toBe(0)
})

test('a chosen theme is there before the next paint of any page', async () => {
  await open('/')
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await ground()
  const toggle = page.getByRole('button', { name: /theme/ })
  await toggle.click()
  await toggle.click()
  const dark = await ground()
  expect(dark).not.toBe(light)
  await page.reload({ waitUntil: 'commit' })
  await page.waitForSelector('body')
  expect(await ground()).toBe(dark)
})

test('what is not there is told, with a way back', async () => {
  await open('/bisections/nosuchbisection')
  await sees('there is no bisection nosuchbisection')
  await open('/nowhere')
  await page.getByRole('link', { name: 'All bisections' }).click()
  await expect.poll(headline, soon).toBe('Bisections')
})
