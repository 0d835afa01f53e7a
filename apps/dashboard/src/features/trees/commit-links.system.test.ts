import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const site = serveSite((world) => {
  world.scenarios.set('linked00', scenario('linked00', Number.POSITIVE_INFINITY))
})

const panel = () => site.page.getByRole('region', { name: 'Commit links' })
const bisection = () => [...site.world.scenarios.values()][0]?.bisection
const pageOf = (hash = '') => `https://git.example.org/linux.git/commit/?id=${hash}`

test('an admin sets how the commits of a tree are linked, and the pages link them so', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  const { id = '', culprit } = bisection() ?? {}
  await site.open(`/bisections/${id}`)
  const culpritPanel = site.page.locator('section.culprit')
  await culpritPanel.waitFor()
  await expect.poll(() => site.page.locator('a.commit-page').count()).toBe(0)

  await site.open('/trees/lab')
  await panel().getByText('Commits are not linked').waitFor()
  await panel().getByRole('button', { name: 'Change commit link' }).click()
  const field = panel().getByLabel('Commit link', { exact: true })
  await field.fill('javascript:alert(1)//{hash}')
  await panel().getByRole('button', { name: 'Store commit link' }).click()
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  await panel().getByText('is no http or https URL').first().waitFor()
  expect(await graveViolations(site.page)).toEqual([])
  const over = await site.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(over).toBe(0)
  await field.fill(pageOf('{hash}'))
  await panel().getByRole('button', { name: 'Store commit link' }).click()
  await panel().getByText('link commits to').waitFor()

  await site.open(`/bisections/${id}`)
  const link = culpritPanel.getByRole('link', { name: culprit?.subject ?? '' })
  await link.waitFor()
  await expect.poll(() => link.getAttribute('href')).toBe(pageOf(culprit?.hash))
  const hrefs = await site.page
    .locator('a.commit-page')
    .evaluateAll((links) => links.map((each) => each.getAttribute('href')))
  expect(hrefs.length).toBeGreaterThan(3)
  for (const href of hrefs) expect(href).toMatch(/^https:\/\/git\.example\.org\/linux\.git\/commit\/\?id=[0-9a-f]{40}$/)
  await expect.poll(() => site.page.locator('button a, a a').count()).toBe(0)
  expect(await graveViolations(site.page)).toEqual([])

  await site.open('/bisections')
  const listed = site.page.getByRole('row').getByRole('link', { name: culprit?.hash.slice(0, 12) ?? '' })
  await expect.poll(() => listed.getAttribute('href')).toBe(pageOf(culprit?.hash))
})
