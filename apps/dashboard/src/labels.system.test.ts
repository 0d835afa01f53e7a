import { badgeOf } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { graveViolations } from './fixture/axe.fixture.ts'
import { regression } from './fixture/forms-world.fixture.ts'
import { type LabelledCase, labelledCases, labelledScenario } from './fixture/labelled-scenario.fixture.ts'
import { rangeScenario } from './fixture/range-scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'

const idOf = (which: LabelledCase) => `bisection${which.replaceAll(' ', '')}`.slice(0, 40)

const site = serveSite((world) => {
  for (const which of labelledCases) world.scenarios.set(idOf(which), labelledScenario(idOf(which), which))
  world.scenarios.set('bisectionrange', rangeScenario('bisectionrange'))
  for (const label of ['confirmed', 'confirmed without revert', 'probable'] as const)
    world.forms.regressions.push(regression(`of${label.replaceAll(' ', '')}`, { label, bisectionId: idOf(label) }))
})

const badges = [
  'Culprit confirmed',
  'Confirmed without revert',
  'Probable culprit',
  'Culprit confirmed',
  'Narrowed to a range',
]
const region = (name: string) => site.page.getByRole('region', { name, exact: true })

/** What a person sees at one look at a bisection’s page. */
async function look(which: LabelledCase) {
  const { page } = site
  await site.open(`/bisections/${idOf(which)}`)
  await page.locator('.strip-pin').waitFor()
  const badge = page.locator('.bisection-head .badge').first()
  return {
    badge: await badge.textContent(),
    // Not by colour alone: the symbol, the line around it and whether it is filled.
    shape: await badge.evaluate((element) => {
      const { borderStyle, backgroundColor } = getComputedStyle(element)
      return `${element.querySelector('.badge-symbol')?.textContent} ${borderStyle} ${backgroundColor}`
    }),
    headline: await page.getByRole('heading', { level: 1 }).textContent(),
    title: await page.title(),
    lead: await page.locator('.lead').textContent(),
  }
}

test('no two labels look the same on the page: badge, shape, headline, tab title and first sentence', async () => {
  const labels = labelledCases.filter((which) => which !== 'patched')
  const looks: Awaited<ReturnType<typeof look>>[] = []
  for (const which of labels) looks.push(await look(which))
  for (const part of ['badge', 'shape', 'headline', 'title', 'lead'] as const)
    expect(new Set(looks.map((one) => one[part])).size, part).toBe(labels.length)
})

test('a probable culprit is called so at each place of the page that names it', async () => {
  await look('probable')
  const { page } = site
  await expect.poll(() => page.title()).toMatch(/^\? Probable culprit · /)
  await expect
    .poll(() => page.getByRole('heading', { level: 1 }).textContent())
    .toMatch(/^Not confirmed: .* probably broke booting/)
  await expect.poll(() => page.locator('.confidence').textContent()).toBe('99.8 % by its runs alone, not confirmed')
  await expect.poll(() => page.locator('.chip-caution').allTextContents()).toEqual(['1 open assumption'])
  await expect.poll(() => page.locator('.strip-pin').textContent()).toMatch(/^probable culprit [0-9a-f]{10}$/)
  await region('Probable culprit').getByText('Not confirmed: see the checks').waitFor()
  await expect.poll(() => page.locator('.is-culprit .chip-probable').allTextContents()).toEqual(['probable culprit'])
  const step = page.getByRole('list', { name: 'Stages' }).getByRole('listitem').filter({ hasText: 'Confirm' })
  await expect.poll(() => step.textContent()).toContain(': not confirmed')
  await expect.poll(() => page.locator('.chip-bad').count()).toBe(0)
})

test('what a result rests on is listed beside its checks, what is open first', async () => {
  await look('probable')
  const items = region('What this result rests on').getByRole('listitem')
  await expect
    .poll(() => items.allTextContents())
    .toEqual([
      expect.stringMatching(/one host, open[\s\S]*lab-host-1\. The label is probable because of it\.$/),
      expect.stringMatching(/toolchain, open[\s\S]*GNU ld 2\.40\.$/),
    ])
})

test('a patched build is said in the headline, beside the badge and among the checks', async () => {
  const { headline, badge } = await look('patched')
  expect(badge).toContain('Culprit confirmed')
  expect(headline).toMatch(/broke booting on arm64, tested with a patch applied$/)
  await expect.poll(() => site.page.locator('.chip-caution').allTextContents()).toEqual(['tested with a patch applied'])
  await region('Checks').getByText('Patch without the culprit passes 3 of 3').waitFor()
})

test('the lists tell the labels apart by badge, word and line', async () => {
  const { page } = site
  await site.open('/bisections')
  await page.locator('.cell-title').first().waitFor()
  expect((await page.locator('.cell-status .badge').allTextContents()).map((text) => text.slice(1))).toEqual(badges)
  const answers = await page.locator('.cell-answer .sub').allTextContents()
  expect(answers.map((text) => text.replace(/^[0-9a-f]+ /, ''))).toEqual([
    'culprit',
    'culprit',
    'probable culprit',
    'culprit',
  ])
  await site.open('/')
  await page.locator('.outcome').first().waitFor()
  expect((await page.locator('.outcome .badge').allTextContents()).map((text) => text.slice(1))).toEqual(badges)
  await expect.poll(() => page.locator('.outcome .is-probable').count()).toBe(1)
})

test('a regression shows the label of its culprit, in the list and on its page', async () => {
  const { page } = site
  await site.open('/regressions')
  await page.locator('.cell-title').first().waitFor()
  const shown = await page.locator('.cell-answer .badge').allTextContents()
  expect(shown.map((text) => text.slice(1))).toEqual(badges.slice(0, 3))
  const row = page.getByRole('row').filter({ hasText: 'Probable culprit' })
  await expect.poll(() => row.count()).toBe(1)
  await expect.poll(() => row.locator('.culprit-subject.is-probable').count()).toBe(1)
  await row.getByRole('link').first().click()
  await region('Bisection')
    .locator('.sub', { hasText: /^probable culprit/ })
    .waitFor()
})

test.each(labelledCases)(
  'nothing serious is wrong with the page of a culprit that is %s, for who hears it or sees it badly',
  async (which) => {
    await look(which)
    await site.page.locator('.diffstat').waitFor()
    expect(await graveViolations(site.page)).toEqual([])
  },
)

test('nothing serious is wrong with the lists, and no page is wider than a phone', async () => {
  const { page } = site
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of [
    '/',
    '/bisections',
    '/regressions',
    ...labelledCases.map((which) => `/bisections/${idOf(which)}`),
  ]) {
    await site.open(path)
    await page.locator('h1').waitFor()
    if (path.length < 20) expect(await graveViolations(page), path).toEqual([])
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(over, path).toBe(0)
  }
})

test('the badges of the fixture are those of the contract', () => {
  expect(badges).toEqual([
    ...labelledCases.map((which) => badgeOf(labelledScenario('x', which).bisection).badge),
    badgeOf(rangeScenario('x').bisection).badge,
  ])
})
