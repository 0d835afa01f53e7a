import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const [found, running] = ['foundbisect1', 'runningbisect']
const other = 'e'.repeat(64)

const site = serveSite((world) => {
  const finished = scenario(found, Number.POSITIVE_INFINITY)
  const builds = finished.builds.map((build) =>
    build.commit === finished.bisection.bad.hash
      ? {
          ...build,
          artifacts: build.artifacts.map((one) => (one.name === 'config' ? { ...one, digest: other } : one)),
        }
      : build,
  )
  world.scenarios.set(found, { ...finished, builds })
  world.scenarios.set(running, scenario(running, 3))
})

const overflow = () =>
  site.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('a bisection is compared with another one that is chosen by keyboard', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open(`/bisections/${found}`)
  await site.page.getByRole('link', { name: 'Compare', exact: true }).click()
  await site.page.getByText('No bisections to compare').waitFor()
  const second = site.page.getByLabel('Second bisection')
  await site.page
    .getByRole('option', { name: new RegExp(running.slice(0, 8)) })
    .first()
    .waitFor({ state: 'attached' })
  await second.focus()
  const wanted = await second
    .locator('option')
    .evaluateAll((options, id) => options.findIndex((option) => (option as HTMLOptionElement).value === id), running)
  expect(wanted).toBeGreaterThan(0)
  for (let pressed = 0; pressed < wanted; pressed++) await site.page.keyboard.press('ArrowDown')
  await site.page.getByText('Both searched the same range.').waitFor()
  expect(new URL(site.page.url()).search).toBe(`?first=${found}&second=${running}`)
  const state = site.page.getByRole('row', { name: /^State/ })
  await expect.poll(() => state.textContent()).toContain('differs')
  await expect.poll(() => site.page.getByRole('row', { name: /^Tree/ }).textContent()).not.toContain('differs')
  await expect.poll(() => site.page.getByRole('row', { name: /^outcome/ }).textContent()).toContain('culprit')
  expect(await overflow()).toBe(0)
  expect(await graveViolations(site.page)).toEqual([])
})

test('the kernel configurations of two bisections are compared by option', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open('/bisections')
  await site.page.getByRole('link', { name: 'Compare two bisections' }).click()
  await site.page.getByRole('heading', { name: 'Compare bisections' }).waitFor()
  await site.open(`/compare-bisections?first=${running}&second=${found}`)
  await site.page.getByRole('rowheader', { name: 'Infrastructure errors' }).waitFor()
  const wider = () =>
    site.page
      .locator('.comparison :is(th, td)')
      .evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent))
  expect(await wider()).toEqual([])
  await site.page.getByRole('link', { name: 'Show the options that differ' }).click()
  await site.page.getByText('502 options differ.').waitFor()
  await expect.poll(() => site.page.getByRole('row').count()).toBe(201)
  await site.page.getByRole('button', { name: 'Show all 502 options' }).click()
  await expect.poll(() => site.page.getByRole('row').count()).toBe(503)
  await site.page.getByLabel('Name of the option').fill('config_nr')
  await site.page.getByText('1 of 502 options match.').waitFor()
  await expect
    .poll(() => site.page.getByRole('row', { name: /CONFIG_NR_CPUS/ }).textContent())
    .toBe('CONFIG_NR_CPUS8not named')
  expect(await overflow()).toBe(0)
  expect(await graveViolations(site.page)).toEqual([])
})

test('a build whose configuration is not that of the good revision links the difference', async () => {
  await site.open(`/bisections/${found}?tab=builds`)
  const links = site.page.getByRole('link', { name: 'compare with good' })
  await links.first().waitFor()
  await expect.poll(() => links.first().getAttribute('href')).toContain(`to=${other}`)
  await links.first().click()
  await site.page.getByText('502 options differ.').waitFor()
})

test('the pages of comparisons teach what they show while nothing is chosen', async () => {
  await site.open('/config-diff')
  const empty = site.page.locator('.notice')
  await expect.poll(() => empty.textContent()).toContain('lists the options in which two kernel configurations differ')
  await site.open('/compare-bisections?first=<x>')
  await expect.poll(() => empty.textContent()).toContain('Choose two above.')
})
