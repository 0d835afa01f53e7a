import { expect, test } from 'vitest'
import { graveViolations } from './fixture/axe.fixture.ts'
import {
  auditEntry,
  delivery,
  regression,
  reported,
  revisions,
  token,
  tree,
  webhook,
} from './fixture/forms-world.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'
import { watch } from './fixture/watch-world.fixture.ts'

const next = watch('next')
const finished = 'finishedbisect'

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  const { forms } = world
  forms.trees.push(
    tree('stable', 'https://git.example.org/a/long/way/to/the/stable.git', { fetchError: 'no such host' }),
  )
  forms.regressions.push(regression('regression001'), reported('regression002'))
  forms.watches.push(next)
  forms.revisions.push(...revisions(30))
  forms.webhooks.push(webhook('webhook10000'), webhook('webhook20000', { disabled: true }))
  forms.deliveries.push(delivery('delivery0001', 'webhook10000', { state: 'failed' }))
  forms.tokens.push(token('token0000001', 'nightly'), token('token0000002', 'x', { revokedAt: '2026-11-20T00:00:00Z' }))
  forms.audit.push(auditEntry(2), auditEntry(1))
})

/** Each page, what must be there before it is judged, and what opens the rest of it. */
const pages: readonly [path: string, shown: string, opened?: readonly string[]][] = [
  ['/new?tree=lab&good=v6.10&bad=v6.11', '.preview-number', ['Add a fragment', 'Add a column', 'Add a tree']],
  ['/new', '.new-form', ['Start the bisection']],
  ['/regressions', '.regressions .cell-title'],
  ['/regressions/regression001', '.history', ['Change']],
  ['/regressions/regression002', '.origin-value'],
  ['/trees', '.fetch', ['Add a tree']],
  ['/trees/lab', '.cell-results'],
  ['/watches', '.tree'],
  ['/watches/new', '.new-form', ['Add a target', 'Add a test', 'Add a tree', 'Add watch']],
  [`/watches/${next.id}/edit`, '.new-form', ['Remove target 3']],
  ['/webhooks', '.webhooks', ['Add a webhook', 'Add a header']],
  ['/webhooks/webhook10000', '.delivery', ['Edit']],
  ['/access', '.tokens', ['Make a token']],
]

async function show([path, shown, opened = []]: (typeof pages)[number]): Promise<void> {
  await site.open(path)
  await site.page.locator(shown).first().waitFor()
  for (const name of opened) await site.page.getByRole('button', { name, exact: true }).click()
}

test.for(pages)('nothing serious is wrong with %s for who hears it or sees it badly', async (page) => {
  await show(page)
  expect(await graveViolations(site.page)).toEqual([])
})

test('no page is wider than a phone, with all that it opens', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  for (const page of pages) {
    await show(page)
    const over = await site.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(over, page[0]).toBe(0)
    await site.page.evaluate(() => sessionStorage.clear())
  }
})

test('on a phone the places are behind a button that keys open and close', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open('/trees')
  const menu = site.page.getByRole('button', { name: 'Menu' })
  const places = site.page.getByRole('navigation', { name: 'Main' })
  await expect.poll(() => places.isVisible()).toBe(false)
  await menu.press('Enter')
  await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('true')
  await places.getByRole('link', { name: 'Access' }).focus()
  await site.page.keyboard.press('Escape')
  await expect.poll(() => places.isVisible()).toBe(false)
  expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true)
  await menu.click()
  expect(await graveViolations(site.page)).toEqual([])
  await places.getByRole('link', { name: 'Regressions' }).click()
  await site.page.getByRole('heading', { level: 1, name: 'Regressions' }).waitFor()
  await expect.poll(() => places.isVisible()).toBe(false)
})

test('the current place is marked, on the pages below it too, and the focus follows to the new page', async () => {
  await site.open('/regressions')
  const current = () => site.page.locator('.top-nav [aria-current="page"]').allTextContents()
  await expect.poll(current).toEqual(['Regressions'])
  await site.page.getByRole('link', { name: /at virtual address ffff0000bff9f000/ }).click()
  await site.page.locator('.history').waitFor()
  expect(await current()).toEqual(['Regressions'])
  expect(await site.page.evaluate(() => document.activeElement?.id)).toBe('main')
  await site.open(`/bisections/${finished}`)
  await expect.poll(current).toEqual(['Bisections'])
})

test('the first stop of the keyboard skips what every page has', async () => {
  await site.open('/trees')
  await site.page.locator('.tree').first().waitFor()
  await site.page.keyboard.press('Tab')
  expect(await site.page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
  await site.page.keyboard.press('Enter')
  expect(await site.page.evaluate(() => document.activeElement?.id)).toBe('main')
})

test('who has not signed in to a service that everybody may read is offered to', async () => {
  await site.page.route('**/api/v1/session', (route) =>
    route.fulfill({ json: { name: 'anonymous', scope: 'read', expiresAt: null, reads: 'public' } }),
  )
  await site.open('/regressions?state=open')
  await site.page.getByRole('link', { name: 'Sign in' }).click()
  await expect.poll(() => new URL(site.page.url()).searchParams.get('next')).toBe('/regressions?state=open')
  await site.open('/webhooks')
  await site.page.getByText('You are not signed in').waitFor()
})
