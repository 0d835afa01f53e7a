import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { graveViolations } from './fixture/axe.fixture.ts'
import type { BuiltDashboard } from './fixture/browser.fixture.ts'
import { buildDashboard, openBrowser, openPage } from './fixture/browser.fixture.ts'
import { heldMail } from './fixture/people.fixture.ts'
import { culpritAt, hashOf } from './fixture/range.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import type { FixtureServer } from './fixture/server.fixture.ts'
import { startFixtureServer } from './fixture/server.fixture.ts'
import { emptyWorld } from './fixture/world.fixture.ts'

let dashboard: BuiltDashboard
let browser: Browser
let server: FixtureServer

const [running, finished] = ['runningbisect1', 'finishedbisect']

beforeAll(async () => {
  dashboard = await buildDashboard()
  browser = await openBrowser()
  const world = emptyWorld()
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.mails.push(heldMail('mailheld0001', finished))
  server = await startFixtureServer(world, dashboard.directory)
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await dashboard?.remove()
})

const culprit = hashOf(`commit ${culpritAt}`)

/** Each page with what must be there before it is judged, and what is pressed first. */
const pages: readonly [path: string, shown: string, ...pressed: string[]][] = [
  ['/', '.under-way-one'],
  ['/bisections', '.cell-title'],
  ['/mails', '.mail'],
  [`/compare?good=${finished}r3&bad=${finished}r0&bisection=${finished}`, '.compare-different'],
  [`/compare-bisections?first=${finished}&second=${running}`, '.comparison code'],
  [`/config-diff?from=${'a'.repeat(64)}&to=${'b'.repeat(64)}`, '.comparison'],
  [`/bisections/${running}`, '.belief'],
  [`/bisections/${finished}`, '.diffstat'],
  [`/bisections/${finished}?commit=${culprit}`, '.candidate-detail', 'Change', 'Set the verdict …', 'As a table'],
  [`/bisections/${running}?commit=${culprit}`, '.candidate-detail', 'Run it again …'],
  [`/bisections/${finished}?tab=runs`, '.runs'],
  [`/bisections/${finished}?tab=builds`, '.builds'],
  [`/bisections/${finished}?tab=report`, '.report-text'],
  [`/bisections/${finished}?tab=events`, '.events'],
  [`/runs/${finished}r0`, '.log-failure'],
]

test.for(pages)(
  'nothing serious is wrong with %s for who hears it or sees it badly',
  async ([path, shown, ...pressed]) => {
    const { page, warnings } = await openPage(browser)
    await page.goto(`${server.url}${path}`)
    await page.locator(shown).first().waitFor()
    for (const name of pressed) await page.getByText(name, { exact: true }).first().click()
    expect(await graveViolations(page)).toEqual([])
    expect(warnings).toEqual([])
    await page.context().close()
  },
)

test('what is wrong would be found', async () => {
  const { page } = await openPage(browser)
  await page.goto(`${server.url}/bisections`)
  await page.locator('.cell-title').first().waitFor()
  await page.evaluate(() => {
    for (const label of document.querySelectorAll('.field-label')) label.remove()
  })
  expect((await graveViolations(page)).join('\n')).toMatch(
    /light: select-name, critical[\s\S]*dark: select-name, critical/,
  )
  await page.context().close()
})
