import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { checkScenario, promotedScenario } from '../../fixture/check-scenario.fixture.ts'
import { goodRevision } from '../../fixture/range.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'
import { watch, watchedRevision, watchResult } from '../../fixture/watch-world.fixture.ts'

const next = watch('next')
const [passed, failed, running, promoted] = ['checkpassed', 'checkfailed', 'checkrunning', 'checkpromoted']
const site = serveSite((world) => {
  world.forms.watches.push(next)
  world.scenarios.set(
    passed,
    checkScenario(passed, {
      ...{ cause: 'bad revision passes', state: 'passed', bad: [2, 0] },
      found: 'The revision passes on arm64 in 2 of 2 runs.',
    }),
  )
  world.scenarios.set(
    failed,
    checkScenario(failed, {
      ...{ cause: 'not bisected', state: 'failed', bad: [0, 3], good: [3, 0], regressionId: 'regression001' },
      found: 'This is a regression: the revision fails, and the last good revision passes.',
    }),
  )
  world.scenarios.set(running, checkScenario(running))
  world.scenarios.set(promoted, promotedScenario(promoted))
  const commit = world.scenarios.get(passed)?.bisection.bad.hash ?? ''
  world.forms.watchedRevisions.push(watchedRevision('1', [watchResult('arm64', { bisectionId: passed })], { commit }))
})
const tested = () => site.world.scenarios.get(passed)?.bisection.bad.hash ?? ''
const heading = () => site.page.getByRole('heading', { level: 1 }).textContent()
const stages = () => site.page.getByRole('list', { name: 'Stages' }).getByRole('listitem').allTextContents()
const shown = () => site.page.getByRole('main').textContent()

test('a check that passes says so in its headline, its label and the title of its tab', async () => {
  await site.open(`/bisections/${passed}`)
  await expect.poll(heading).toBe(`Booting on arm64 works at ${tested().slice(0, 12)}`)
  await site.page.getByText('The revision passes on arm64 in 2 of 2 runs.').waitFor()
  await expect.poll(() => site.page.locator('.head-badges').textContent()).toContain('Check: passed')
  await expect.poll(() => site.page.title()).toContain('Check: passed · boot on arm64')
  await expect
    .poll(stages)
    .toEqual([
      expect.stringMatching(/^Test.*: done$/),
      expect.stringMatching(/^CompareNot needed: not needed$/),
      expect.stringMatching(/^Result.*: done$/),
    ])
  const revisions = site.page.getByRole('region', { name: 'What the revisions showed' })
  await expect
    .poll(() => revisions.getByRole('listitem').allTextContents())
    .toEqual([expect.stringContaining('Revision passes 2 of 2')])
  await revisions.getByRole('link', { name: 'Log of the revision' }).waitFor()
  expect(await graveViolations(site.page)).toEqual([])
})

test('nothing on the page of a check speaks of a range, candidates or boundaries', async () => {
  for (const id of [passed, failed, running]) {
    await site.open(`/bisections/${id}`)
    await site.page.getByRole('tab', { name: /^Runs/, selected: true }).waitFor()
    await expect.poll(shown).toMatch(/Check/)
    expect(await shown(), id).not.toMatch(/Range|Candidates|[Bb]oundaries|bad revision|the range|Nothing to find/)
  }
  await site.open(`/bisections/${passed}?tab=candidates`)
  await site.page.getByRole('tab', { name: /^Runs/, selected: true }).waitFor()
})

test('a check leads back to its watch and to all results of its revision', async () => {
  await site.open(`/bisections/${passed}`)
  const way = site.page.getByRole('navigation', { name: 'Breadcrumb' })
  await expect.poll(() => way.getByRole('link').allTextContents()).toEqual(['Watches', 'next', tested().slice(0, 12)])
  await site.page.getByRole('link', { name: `all results of ${tested().slice(0, 12)}` }).click()
  await site.page.waitForURL(new RegExp(`/watches/${next.id}/revisions/${tested()}`))
  await site.page.getByRole('link', { name: 'passed' }).click()
  await expect.poll(heading).toMatch(/^Booting on arm64 works/)
})

test('a check that found a regression says so, shows both revisions and leads on to it', async () => {
  await site.open(`/bisections/${failed}`)
  await expect.poll(heading).toMatch(/^Regression: booting on arm64 fails at [0-9a-f]{12}, and works at the last good/)
  await expect.poll(() => site.page.locator('.head-badges').textContent()).toContain('Check: failed')
  const revisions = site.page.getByRole('region', { name: 'What the revisions showed' })
  await expect
    .poll(() => revisions.getByRole('listitem').allTextContents())
    .toEqual([
      expect.stringContaining('Revision fails 3 of 3'),
      expect.stringContaining('Last good revision passes 3 of 3'),
    ])
  await expect
    .poll(() => site.page.getByRole('link', { name: 'Its regression' }).getAttribute('href'))
    .toBe('/regressions/regression001')
  await site.page.getByRole('button', { name: 'Bisect', exact: true }).click()
  await site.page.getByText('searches the commits between them. The check and its result stay.').waitFor()
  await site.page.keyboard.press('Escape')
  await site.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await site.page.getByText('The watch keeps the result of the revision.').waitFor()
  await site.page.getByRole('button', { name: 'Delete it' }).click()
  await site.page.waitForURL(new RegExp(`/watches/${next.id}$`))
})

test('a check that passes, or is compared with no revision, has no range to bisect', async () => {
  await site.open(`/bisections/${passed}`)
  await site.page.getByRole('link', { name: 'Bisect with changes' }).waitFor()
  await expect.poll(() => site.page.getByRole('button', { name: 'Bisect', exact: true }).count()).toBe(0)
  const scenario = site.world.scenarios.get(failed)
  if (scenario)
    site.world.scenarios.set(failed, {
      ...scenario,
      bisection: { ...scenario.bisection, good: { ref: tested(), hash: tested() } },
    })
  await site.open(`/bisections/${failed}`)
  await site.page.getByRole('link', { name: 'Bisect with changes' }).waitFor()
  await expect.poll(() => site.page.getByRole('button', { name: 'Bisect', exact: true }).count()).toBe(0)
  const facts = site.page.getByRole('region', { name: 'Check', exact: true })
  await expect.poll(() => facts.textContent()).toContain('Revision')
  await expect.poll(() => facts.textContent()).not.toContain('Last good')
})

test('a check under way says what it tests, and what cancelling it means', async () => {
  await site.open(`/bisections/${running}`)
  await expect.poll(heading).toMatch(/^Testing [0-9a-f]{12} on arm64$/)
  await site.page.getByText('Where one fails, it is compared with the last good revision.').waitFor()
  await expect
    .poll(stages)
    .toEqual([
      expect.stringMatching(/^Test.*: now$/),
      expect.stringMatching(/^Compare.*: to come$/),
      expect.stringMatching(/^Result.*: to come$/),
    ])
  await expect
    .poll(() => site.page.getByRole('region', { name: 'Check', exact: true }).textContent())
    .toContain(`Last good${goodRevision.slice(0, 12)}`)
  await site.page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await site.page.getByText('The result of this revision is then not known').waitFor()
  expect(await graveViolations(site.page)).toEqual([])
})

test('a bisection that a check became reads as a bisection, and says which watch began it', async () => {
  await site.open(`/bisections/${promoted}`)
  await expect.poll(heading).toMatch(/broke booting on arm64$/)
  await expect.poll(shown).toMatch(/Begun by the watch next at the revision [0-9a-f]{12}\./)
  await site.page.getByRole('tab', { name: /^Candidates/, selected: true }).waitFor()
  await expect
    .poll(() => site.page.getByRole('main').getByRole('link', { name: 'next', exact: true }).getAttribute('href'))
    .toBe(`/watches/${next.id}`)
})

test('where a check stands beside bisections its label says that it is one', async () => {
  await site.open(`/compare-bisections?first=${passed}&second=${promoted}`)
  const first = site.page.getByLabel('First bisection')
  await expect.poll(() => first.locator('option:checked').textContent()).toMatch(/^Check: passed · boot on arm64/)
  await site.open(`/runs/${passed}b0?bisection=${passed}`)
  await site.page.getByRole('link', { name: /^Check: boot on arm64/ }).waitFor()
})

test.each(['light', 'dark'] as const)('the page of a check is no wider than a phone, in %s', async (colorScheme) => {
  await site.page.emulateMedia({ colorScheme })
  await site.page.setViewportSize({ width: 390, height: 844 })
  for (const id of [passed, failed, running]) {
    await site.open(`/bisections/${id}`)
    await site.page.getByRole('tab', { name: /^Runs/, selected: true }).waitFor()
    const overflow = await site.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, id).toBeLessThanOrEqual(0)
    expect(await graveViolations(site.page), id).toEqual([])
  }
})
