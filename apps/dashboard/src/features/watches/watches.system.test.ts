import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'
import { watch, watchedRevisions } from '../../fixture/watch-world.fixture.ts'

const next = watch('next')
const site = serveSite((world) => {
  world.forms.watches.push(
    next,
    watch('stable', { paused: true, lookError: 'git cannot reach the server', buildsPerDay: 100 }),
  )
  world.forms.watchedRevisions.push(...watchedRevisions())
})
const sent = () => site.world.forms.received.map(({ method, path, body }) => [method, path, body])
const overflow = () =>
  site.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('the list says what each watch looks at, what it does and what is wrong, and leads to it', async () => {
  await site.open('/watches')
  const items = site.page.getByRole('main').getByRole('listitem')
  await expect
    .poll(() => items.first().textContent())
    .toMatch(
      /next.*master, tags\/next-\* of lab on arm, arm64, x86_64.*2 testing, 4 waiting; looks every 30 minutes.*37 builds in 24 hours/,
    )
  await expect
    .poll(() => items.nth(1).textContent())
    .toMatch(/stable.*paused.*git cannot reach the server.*37 builds in 24 hours of 100 at most/)
  expect(await graveViolations(site.page)).toEqual([])
  await site.page.getByRole('link', { name: 'next', exact: true }).click()
  await site.page.getByRole('heading', { level: 1, name: 'next' }).waitFor()
})

test('the table has a word for each result, which leads to its check', async () => {
  await site.open(`/watches/${next.id}`)
  const rows = site.page.getByRole('table', { name: 'Revisions, newest first, by target' }).getByRole('row')
  await expect.poll(() => rows.nth(1).textContent()).toMatch(/testing.*waiting.*waiting/)
  await expect.poll(() => rows.nth(2).textContent()).toMatch(/failed.*failed.*flaky 4 of 15/)
  await expect.poll(() => rows.nth(3).textContent()).toMatch(/does not build.*inherited.*not known/)
  await expect.poll(() => rows.nth(4).textContent()).toMatch(/passed.*passed, same kernel.*passed/)
  expect(await graveViolations(site.page)).toEqual([])
  await rows.nth(2).getByRole('link', { name: 'failed' }).first().click()
  await site.page.waitForURL(/\/bisections\/finishedbisect/)
})

test('an administrator looks, pauses, resumes and deletes; others see no means to', async () => {
  await site.open(`/watches/${next.id}`)
  await site.page.getByRole('button', { name: 'Look now' }).click()
  await expect.poll(sent).toContainEqual(['POST', `/watches/${next.id}/look`, {}])
  await site.page.getByRole('button', { name: 'Pause' }).click()
  await site.page.getByRole('button', { name: 'Resume' }).click()
  await site.page.getByRole('button', { name: 'Pause' }).waitFor()
  await expect.poll(sent).toContainEqual(['PATCH', `/watches/${next.id}`, { paused: true }])
  await expect.poll(sent).toContainEqual(['PATCH', `/watches/${next.id}`, { paused: false }])
  await site.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await site.page.getByRole('button', { name: 'Delete it' }).click()
  await site.page.waitForURL(/\/watches$/)
  await expect.poll(() => site.world.forms.watches.length).toBe(1)
  site.world.scope = 'read'
  await site.open('/watches')
  await site.page.getByRole('link', { name: 'stable' }).waitFor()
  await expect.poll(() => site.page.getByRole('button', { name: 'Resume' }).count()).toBe(0)
})

test('without watches the page says what one does and how to add it', async () => {
  site.world.forms.watches.splice(0)
  await site.open('/watches')
  await site.page.getByText('No watches yet').waitFor()
  await expect.poll(() => site.page.locator('pre').textContent()).toContain('kbisect watch-branch add next')
})

test.each(['light', 'dark'] as const)('no page of watches is wider than a phone, in %s', async (colorScheme) => {
  await site.page.emulateMedia({ colorScheme })
  await site.page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/watches', `/watches/${next.id}`]) {
    await site.open(path)
    await site.page.getByRole('heading', { level: 1 }).waitFor()
    await site.page.getByText(/Loading/).waitFor({ state: 'detached' })
    expect(await overflow(), path).toBeLessThanOrEqual(0)
    expect(await graveViolations(site.page), path).toEqual([])
  }
})
