import type { WatchedRevision } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { comparisonOf, failuresOf } from '../../fixture/revision-answers.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'
import { watch, watchedRevisions } from '../../fixture/watch-world.fixture.ts'

const next = watch('next')
const [newest, broken, , good] = watchedRevisions() as [
  WatchedRevision,
  WatchedRevision,
  WatchedRevision,
  WatchedRevision,
]
const site = serveSite((world) => {
  const { ofRevisions } = world.forms
  world.forms.watches.push(next)
  world.forms.watchedRevisions.push(newest, broken, good)
  ofRevisions.set(`/watches/${next.id}/revisions/${broken.commit}/failures`, failuresOf(broken, good))
  ofRevisions.set(`/watches/${next.id}/revisions/${good.commit}/failures`, {
    ...failuresOf(good, good),
    ...{ failures: [], previous: null },
  })
  ofRevisions.set(`/watches/${next.id}/compare`, comparisonOf(good, broken))
})
const region = (name: RegExp | string) => site.page.getByRole('region', { name })
const overflow = () =>
  site.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('a revision shows each failure once, with targets, regression, bisection and the last good revision', async () => {
  await site.open(`/watches/${next.id}`)
  await site.page.getByRole('link', { name: 'Merge tag 5 of the lab' }).click()
  const group = region(/^oops in cma_alloc/)
  await expect
    .poll(() => group.textContent())
    .toMatch(
      /Affectedarm failedarm64 failedNot affectedriscvFail otherwisex86_64Not testedi386.*claimed.*gone.*Culprit confirmed.*Merge tag 3 of the lab/,
    )
  await expect
    .poll(() => group.getByRole('link', { name: /^Regression/ }).getAttribute('href'))
    .toBe('/regressions/regression001')
  await expect
    .poll(() => group.getByRole('link', { name: /^Bisection/ }).getAttribute('href'))
    .toBe('/bisections/finishedbisect')
  await expect
    .poll(() => region('flaky, with no failure read').textContent())
    .toMatch(/Affectedx86_64 flaky 4 of 15.*RegressionNone.*No earlier revision passed on all/)
  expect(await graveViolations(site.page)).toEqual([])
  await group.getByRole('link', { name: 'Merge tag 3 of the lab' }).click()
  await site.page.getByText('No failures.').waitFor()
  await site.page.getByText('No earlier revision of master has a result to compare with.').waitFor()
})

test('a revision leads to what differs from the tested one before', async () => {
  await site.open(`/watches/${next.id}/revisions/${broken.commit}`)
  await site.page.getByRole('link', { name: 'Compare with the previous tested revision' }).click()
  await site.page.waitForURL(new RegExp(`compare\\?a=${good.commit}&b=${broken.commit}&branch=master`))
  await expect.poll(() => region(/^New failures/).textContent()).toMatch(/arm.*passed.*failed.*oops in cma_alloc/)
  await expect.poll(() => region(/^Fixed/).textContent()).toMatch(/arm64.*failed.*passed/)
  await expect
    .poll(() => region(/^Still failing/).textContent())
    .toMatch(/i386.*The same failure.*mips.*Another failure.*oops in cma_alloc.*panic/)
  await expect.poll(() => region(/^Not comparable/).textContent()).toMatch(/could be chance.*riscv.*passed.*flaky/)
  await expect.poll(() => region(/^Not run/).textContent()).toMatch(/s390.*no result.*failed/)
  await expect
    .poll(() => site.page.getByRole('main').getByRole('status').textContent())
    .toBe('1 new failure, 1 fixed, 2 still failing, 1 not comparable, 1 not run')
  expect(await graveViolations(site.page)).toEqual([])
})

test('two revisions of the list are chosen and compared, the older one first', async () => {
  await site.open(`/watches/${next.id}`)
  const box = ({ commit }: WatchedRevision) =>
    site.page.getByRole('checkbox', { name: `Compare ${commit.slice(0, 12)} of master` })
  await site.page.getByText('Choose two revisions to compare them.').waitFor()
  await box(newest).check()
  await site.page.getByText('choose one more').waitFor()
  await box(broken).check()
  // A third one takes the place of the first.
  await box(good).check()
  await expect.poll(() => box(newest).isChecked()).toBe(false)
  await site.page.getByRole('link', { name: /^Compare/ }).click()
  await site.page.waitForURL(new RegExp(`compare\\?a=${good.commit}&b=${broken.commit}`))
  await region(/^New failures/).waitFor()
})

test('two commits are entered, and one that the watch has not seen is named', async () => {
  await site.open(`/watches/${next.id}/compare`)
  await site.page.getByText('No revisions to compare').waitFor()
  site.world.forms.ofRevisions.delete(`/watches/${next.id}/compare`)
  await site.page.getByLabel('First commit').fill('ABCD')
  await site.page.getByLabel('Second commit').fill('0123')
  await site.page.getByRole('button', { name: 'Compare' }).click()
  await site.page.waitForURL(/compare\?a=abcd&b=/)
  await expect
    .poll(() => site.page.getByRole('alert').textContent())
    .toMatch(/there is no revision abcd.*Check the hash/)
})

test.each(['light', 'dark'] as const)('no page of revisions is wider than a phone, in %s', async (colorScheme) => {
  await site.page.emulateMedia({ colorScheme })
  await site.page.setViewportSize({ width: 390, height: 844 })
  const compare = `/watches/${next.id}/compare?a=${good.commit}&b=${broken.commit}`
  for (const path of [`/watches/${next.id}`, `/watches/${next.id}/revisions/${broken.commit}`, compare]) {
    await site.open(path)
    await site.page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => site.page.getByText(/Loading/).count()).toBe(0)
    expect(await overflow(), path).toBeLessThanOrEqual(0)
    expect(await graveViolations(site.page), path).toEqual([])
  }
})
