import { expect, test } from 'vitest'
import { regression, reported } from '../../fixture/forms-world.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const finished = 'finishedbisect'

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.forms.regressions.push(regression('regression001'), reported('regression002'))
})

/** For what waits until typing pauses. */
const soon = { timeout: 60_000 }
const rows = () => site.page.getByRole('table', { name: /Regressions/ }).getByRole('row')
const strip = () => site.page.getByRole('list', { name: 'Tested commits, oldest first' })

test('the list says what fails where since when, and who made it', async () => {
  await site.open('/regressions')
  await rows().nth(2).waitFor()
  await expect
    .poll(() => rows().nth(1).textContent())
    .toMatch(
      /open.*paging request at virtual address ffff0000bff9f000 \[in cma_init_reserved_mem, mm\/cma\.c:203\].*arm64 · boot.*mm\/cma: keep areas in a list.*lab master.*1 d ago/,
    )
  await expect.poll(() => rows().nth(2).textContent()).toContain('not bisected')
})

test('filters live in the address and come back from it', async () => {
  site.world.forms.regressions.push(regression('regression003', { state: 'false positive' }))
  await site.open('/regressions')
  await rows().nth(3).waitFor()
  await site.page.getByRole('combobox', { name: 'State' }).selectOption('false positive')
  await site.page.waitForURL(/state=false/)
  await expect.poll(() => rows().count(), soon).toBe(2)
  await site.page.reload()
  await rows().nth(1).waitFor()
  await expect.poll(() => site.page.getByRole('combobox', { name: 'State' }).inputValue()).toBe('false positive')
  await site.page.getByLabel('Text').fill('nothing like this')
  await site.page.getByText('No regression matches these filters').waitFor()
  expect(new URL(site.page.url()).searchParams.get('text')).toBe('nothing like this')
})

test('older ones are a click away', async () => {
  for (let at = 0; at < 60; at++) site.world.forms.regressions.push(regression(`regressions${at}`))
  await site.open('/regressions')
  await rows().nth(50).waitFor()
  await site.page.getByRole('button', { name: 'Show older ones' }).click()
  await expect.poll(() => rows().count(), soon).toBe(63)
})

test('its history is walked with arrows, tells shapes by words, and leads to bisections and back', async () => {
  await site.open('/regressions/regression001')
  await strip().waitFor()
  const marks = strip().locator('.history-mark')
  await expect.poll(() => strip().locator('[tabindex="0"]').count()).toBe(1)
  await expect
    .poll(() => marks.nth(17).getAttribute('aria-label'))
    .toMatch(/^[0-9a-f]{12} Merge tag 17 of the lab: failed 2 of 2/)
  await expect.poll(() => marks.nth(20).getAttribute('aria-label')).toContain('failed 2 of 5')
  await strip().locator('[tabindex="0"]').press('Home')
  const readout = site.page.locator('.history-readout')
  await expect.poll(() => readout.textContent()).toMatch(/^passed.*Merge tag 0 of the lab.*passed 3 of 3/)
  for (let step = 0; step < 9; step++) await site.page.keyboard.press('ArrowRight')
  await expect.poll(() => readout.textContent()).toContain('no result')
  await site.page.keyboard.press('End')
  await expect.poll(() => readout.textContent()).toMatch(/^failed.*Merge tag 23/)
  const facts = site.page.getByRole('region', { name: 'Facts' })
  await expect.poll(() => facts.textContent()).toMatch(/First failed.*Merge tag 17.*Last passed.*Merge tag 16/)
  await site.page.keyboard.press('Enter')
  await site.page.waitForURL(new RegExp(`/bisections/${finished}`))
})

test('a mark needs its commit, says what is wrong with it, and is shown with who said it', async () => {
  await site.open('/regressions/regression001')
  await site.page.getByRole('button', { name: 'Change' }).click()
  await site.page.getByRole('radio', { name: /^fixed/ }).check()
  await site.page.getByLabel('Commit that fixes it').fill('nosuchcommit')
  await site.page.getByRole('button', { name: 'Save' }).click()
  await site.page.getByText('lab has no commit nosuchcommit').waitFor()
  await site.page.getByLabel('Commit that fixes it').fill('v6.12')
  await site.page.getByLabel('Note').fill('It is in rc2.')
  await site.page.getByRole('button', { name: 'Save' }).click()
  const state = site.page.getByRole('region', { name: 'State' })
  await expect
    .poll(() => state.textContent(), soon)
    .toMatch(/fixed.*set by fixture.*Fixed by [0-9a-f]{12}.*It is in rc2/)
  expect(site.world.forms.received.at(-1)?.body).toEqual({ state: 'fixed', why: 'It is in rc2.', commit: 'v6.12' })
})

test('what a watch saw of it since it was found is listed in order', async () => {
  const commit = 'a'.repeat(40)
  const change = { commit, target: 'arm64', at: '2026-01-02T03:04:05.000Z' }
  const watched = regression('regression003')
  site.world.forms.regressions.push({
    ...watched,
    life: [
      { ...change, kind: 'found', message: 'arm64 fails, and bbbbbbbbbbbb passed.' },
      { ...change, kind: 'gone', message: 'No target of master shows it any more.' },
    ],
  })
  await site.open('/regressions/regression003')
  const entries = site.page.getByRole('region', { name: 'Since it was found' }).getByRole('listitem')
  await expect.poll(() => entries.first().textContent()).toMatch(/^Found aaaaaaaaaaaa.*arm64 fails/)
  await expect.poll(() => entries.nth(1).textContent()).toMatch(/^Gone.*No target of master/)
  await expect.poll(() => entries.count()).toBe(2)
})

test('one that was reported says where it comes from, why it was not bisected, and starts a bisection', async () => {
  await site.open('/regressions/regression002')
  const origin = site.page.getByRole('region', { name: 'Where it comes from' })
  await origin.waitFor()
  await expect.poll(() => origin.textContent()).toMatch(/origin.*maestro.*test id.*maestro:68f0c0ffee/)
  await expect
    .poll(() => origin.getByRole('link').getAttribute('href'))
    .toBe('https://files.example.org/68f0c0ffee/log.txt.gz')
  await expect
    .poll(() => site.page.getByRole('region', { name: 'Bisection' }).textContent())
    .toContain('for the branch master alone')
  await site.page.getByRole('link', { name: 'Start a bisection' }).waitFor()
})

test('whoever may read only sees no means to change it', async () => {
  site.world.scope = 'read'
  await site.open('/regressions/regression002')
  await strip().waitFor()
  await expect.poll(() => site.page.getByRole('button', { name: 'Change' }).count()).toBe(0)
  await expect.poll(() => site.page.getByRole('link', { name: 'Start a bisection' }).count()).toBe(0)
})

test('one that is not there is told so', async () => {
  await site.open('/regressions/nosuchregression')
  await expect.poll(() => site.page.getByRole('alert').textContent(), soon).toContain('Not found')
})
