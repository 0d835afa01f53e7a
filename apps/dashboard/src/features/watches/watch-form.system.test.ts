import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'
import { watch } from '../../fixture/watch-world.fixture.ts'

const next = watch('next', { targets: [{ name: 'board', architecture: 'arm' }, { architecture: 'arm64' }] })
const site = serveSite((world) => {
  world.forms.watches.push(next)
})

const received = () => site.world.forms.received.map(({ method, path, body }) => [method, path, body])
const text = (name: string) => site.page.getByRole('textbox', { name, exact: true })
const press = (name: string) => site.page.getByRole('button', { name, exact: true }).click()
const focused = () => site.page.evaluate(() => document.activeElement?.id)
const overflow = () =>
  site.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('an administrator adds a watch from the empty list, and comes to its page', async () => {
  site.world.forms.watches.splice(0)
  await site.open('/watches')
  await site.page.getByText('No watches yet').waitFor()
  await site.page.getByRole('link', { name: 'Add watch' }).click()
  await text('Branches').fill('master\ntags/next-*')
  await site.page.getByLabel('Name', { exact: true }).first().fill('mine')
  await site.page.getByRole('combobox', { name: 'Tree' }).selectOption('lab')
  await press('Add a target')
  await site.page.getByRole('group', { name: 'Target 2' }).getByRole('radio', { name: 'arm64' }).check()
  const cost = site.page.getByRole('region', { name: 'What a revision costs' })
  await expect.poll(() => cost.textContent()).toContain('2 builds · 4 boots')
  await site.page.getByRole('radio', { name: 'cron' }).check()
  await text('Cron expression').fill('5 4 * * 1')
  await press('Add watch')
  await site.page.getByRole('heading', { level: 1, name: 'mine' }).waitFor()
  await expect.poll(received).toContainEqual([
    'POST',
    '/watches',
    {
      ...{ name: 'mine', tree: 'lab', branches: ['master', 'tags/next-*'] },
      targets: [{ architecture: 'x86_64' }, { architecture: 'arm64' }],
      ...{ tests: [{ kind: 'boot' }], schedule: { cron: '5 4 * * 1' }, revisions: 'newest', policy: 'notify' },
      ...{ runs: 2, buildsPerDay: null, bisections: 2 },
    },
  ])
})

test('what is missing is said beside each field, and nothing is sent', async () => {
  await site.open('/watches/new')
  await text('Branches').waitFor()
  await press('Add watch')
  await expect.poll(focused).toBe('field-name')
  await expect.poll(() => site.page.locator('#field-name-error').textContent()).toContain('Name the watch.')
  await expect.poll(() => site.page.locator('#field-branches-error').textContent()).toContain('at least one branch')
  await expect.poll(received).toEqual([])
})

test('a tree is added within the form by its URL, and is chosen then', async () => {
  await site.open('/watches/new')
  await text('Branches').fill('master')
  await press('Add a tree')
  await site.page.locator('#field-tree-name').fill('mainline')
  await text('URL').fill('https://git.example.org/linux.git')
  await press('Add tree')
  const chosen = site.page.getByRole('combobox', { name: 'Tree' })
  await expect.poll(() => chosen.inputValue()).toBe('mainline')
  await expect.poll(() => text('Branches').inputValue()).toBe('master')
  await expect.poll(() => site.page.locator('#field-name').inputValue()).toBe('')
})

test('what the service refuses is said beside its input, and a reload keeps what was typed', async () => {
  site.world.forms.refusals.set(`PATCH /watches/${next.id}`, {
    type: 'urn:kbisect:invalid-request',
    title: 'The request cannot be accepted',
    status: 422,
    detail: 'three fields are wrong',
    errors: [
      { field: 'branches.1', value: 'refs/heads/x', message: 'is the whole name of a ref', hint: 'write master' },
      { field: 'targets.1', value: 'arm64', message: 'arm64 is the same target as board', hint: 'leave it out' },
      { field: 'buildsPerDay', value: 'many', message: 'is not a whole number' },
    ],
  })
  await site.open(`/watches/${next.id}/edit`)
  await text('Branches').fill('master\nrefs/heads/x')
  await text('Builds a day').fill('many')
  await press('Save changes')
  await expect.poll(focused).toBe('field-branches')
  await expect
    .poll(() => site.page.locator('#field-branches-error').textContent())
    .toBe('refs/heads/x is the whole name of a ref. Write master.')
  await expect
    .poll(() => site.page.locator('#field-targets-1-error').textContent())
    .toBe('arm64 is the same target as board. Leave it out.')
  await expect.poll(() => text('Builds a day').getAttribute('aria-invalid')).toBe('true')
  expect(await graveViolations(site.page)).toEqual([])
  await site.page.reload()
  await site.page.getByText('What you had typed is here again.').waitFor()
  await expect.poll(() => text('Branches').inputValue()).toBe('master\nrefs/heads/x')
  await press('Start over')
  await expect.poll(() => text('Branches').inputValue()).toBe('master\ntags/next-*')
})

test('a change keeps what is not touched, and removes the target that was taken out', async () => {
  await site.open(`/watches/${next.id}`)
  await site.page.getByRole('link', { name: 'Change' }).click()
  await press('Remove target 1')
  await text('Builds a day').fill('40')
  await site.page.getByRole('radio', { name: 'record' }).check()
  await press('Save changes')
  await site.page.waitForURL(new RegExp(`/watches/${next.id}$`))
  await expect.poll(received).toContainEqual([
    'PATCH',
    `/watches/${next.id}`,
    {
      ...{ branches: ['master', 'tags/next-*'], targets: [{ architecture: 'arm64' }], tests: [{ kind: 'boot' }] },
      ...{ schedule: { everySeconds: 1800 }, revisions: 'newest', policy: 'record', runs: 2, buildsPerDay: 40 },
      bisections: 2,
    },
  ])
})

test('who may only read is told what adding and changing needs', async () => {
  site.world.scope = 'read'
  await site.open('/watches')
  await site.page.getByRole('link', { name: 'next', exact: true }).waitFor()
  await expect.poll(() => site.page.getByRole('link', { name: 'Add watch' }).count()).toBe(0)
  for (const path of ['/watches/new', `/watches/${next.id}/edit`]) {
    await site.open(path)
    await site.page.getByText(/needs a token with the scope admin/).waitFor()
  }
})

test('the keys g w lead to the watches', async () => {
  await site.open('/trees')
  await site.page.getByRole('heading', { level: 1, name: 'Trees' }).waitFor()
  await site.page.keyboard.press('g')
  await site.page.keyboard.press('w')
  await expect.poll(() => new URL(site.page.url()).pathname).toBe('/watches')
})

test.each(['light', 'dark'] as const)('the form fits a phone and is accessible, in %s', async (colorScheme) => {
  await site.page.emulateMedia({ colorScheme })
  await site.page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/watches/new', `/watches/${next.id}/edit`]) {
    await site.open(path)
    await text('Branches').waitFor()
    await press('Add a target')
    await press('Add a test')
    await site.page.getByRole('button', { name: 'Add a fragment' }).first().click()
    expect(await overflow(), path).toBeLessThanOrEqual(0)
    expect(await graveViolations(site.page), path).toEqual([])
  }
})
