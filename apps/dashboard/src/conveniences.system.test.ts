import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { graveViolations } from './fixture/axe.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'

const [running, finished] = ['runningbisect1', 'finishedbisect']
const site = serveSite((world) => {
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
})
const icon = () => site.page.locator('link[rel="icon"]').getAttribute('href')

test('keys lead from page to page, and ? lists them', async () => {
  await site.open('/')
  await site.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await site.page.keyboard.press('g')
  await site.page.keyboard.press('b')
  await site.page.waitForURL(/\/bisections$/)
  await site.page.locator('.cell-title').first().waitFor()
  await site.page.keyboard.press('/')
  await site.page.keyboard.type('g r?')
  await expect.poll(() => site.page.getByLabel('Text').inputValue()).toBe('g r?')
  await site.page.getByRole('heading', { level: 1 }).click()
  await site.page.keyboard.press('?')
  const dialog = site.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect.poll(() => dialog.textContent()).toMatch(/g.*b.*Bisections/)
  expect(await graveViolations(site.page)).toEqual([])
  await site.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
})

test('filters are saved under a name, outlive a reload and can be deleted', async () => {
  await site.open('/bisections?outcome=culprit&tree=lab')
  await site.page.getByRole('button', { name: 'Save these filters' }).click()
  await site.page.getByLabel('Name of the filter').fill('Culprits of lab')
  await site.page.getByRole('button', { name: 'Save', exact: true }).click()
  await site.open('/bisections')
  const saved = site.page.getByRole('list', { name: 'Saved filters' })
  await saved.getByRole('button', { name: 'Culprits of lab', exact: true }).click()
  await site.page.waitForURL(/outcome=culprit/)
  expect(new URL(site.page.url()).searchParams.get('tree')).toBe('lab')
  await saved.getByRole('button', { name: 'Delete the saved filter Culprits of lab' }).click()
  await saved.waitFor({ state: 'detached' })
})

test('who asked for it is notified by the browser when the bisection ends, and the icon of the tab shows the state', async () => {
  await site.page.context().grantPermissions(['notifications'], { origin: site.server.url })
  await site.page.addInitScript(() => {
    const shown: string[] = []
    Object.assign(window, { shown })
    class Recorded {
      static requestPermission = async () => 'granted'
      constructor(title: string) {
        shown.push(title)
      }
    }
    Object.defineProperty(window, 'Notification', { value: Recorded })
  })
  const shown = () => site.page.evaluate(() => (window as unknown as { shown: string[] }).shown)
  await site.open(`/bisections/${running}`)
  await site.page.getByText('Live', { exact: true }).waitFor()
  await expect.poll(icon).toBe('/favicon-running.svg')
  const button = site.page.getByRole('button', { name: 'Notify me when done' })
  await button.click()
  await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true')
  // The wish outlives a reload.
  await site.page.reload()
  await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true')
  await site.page.getByText('Live', { exact: true }).waitFor()
  expect(await shown()).toEqual([])

  const done = scenario(running, Number.POSITIVE_INFINITY)
  site.world.scenarios.set(running, done)
  const last = done.events.at(-1) as Event
  site.server.publish({ ...last, id: last.id + 100 })
  await expect.poll(shown, { timeout: 60_000 }).toEqual([expect.stringContaining('broke booting on arm64')])
  await expect.poll(icon).toBe('/favicon-found.svg')
  await site.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Trees' }).click()
  await expect.poll(icon).toBe('/favicon.svg')
})

test('empty lists say what they will show and how to get the first entry', async () => {
  site.world.scenarios.clear()
  site.world.forms.trees.splice(0)
  const main = () => site.page.getByRole('main').textContent()
  for (const [path, words] of [
    ['/', /No bisections yet.*The list shows.*Start a bisection/],
    ['/bisections', /No bisections yet.*The list shows.*Start a bisection/],
    ['/regressions', /No regressions yet.*The list shows.*Start a bisection/],
    ['/trees', /No trees yet.*The list shows.*Add one/],
    ['/mails', /No held mails.*The list shows/],
    ['/access', /The list shows who changed what/],
  ] as const) {
    await site.open(path)
    await expect.poll(main, { message: path }).toMatch(words)
  }
})
