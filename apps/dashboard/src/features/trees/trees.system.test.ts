import { expect, test } from 'vitest'
import { revisions, tree } from '../../fixture/forms-world.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const finished = 'finishedbisect'

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.forms.trees.push(tree('stable', 'https://git.example.org/stable.git', { fetchError: 'no such host' }))
  world.forms.revisions.push(...revisions(60))
})

const soon = { timeout: 60_000 }
const items = () => site.page.locator('.tree')
const rows = () => site.page.getByRole('table', { name: /Revisions/ }).getByRole('row')

test('the list says when each tree was fetched and why it could not be; it is fetched on demand', async () => {
  await site.open('/trees')
  await items().nth(1).waitFor()
  await expect.poll(() => items().first().textContent()).toMatch(/lab.*\/srv\/lab\.git.*Fetched 3 h ago/)
  await expect.poll(() => items().nth(1).textContent()).toContain('The last fetch failed: no such host')
  await site.page.getByRole('button', { name: 'Fetch now stable' }).click()
  await expect.poll(() => items().nth(1).textContent(), soon).toMatch(/Fetched just now/)
  await expect.poll(() => items().nth(1).textContent()).not.toContain('failed')
})

test('a fetch that the service refuses is said beside its tree', async () => {
  site.world.forms.refusals.set('POST /trees/lab/fetch', {
    type: 'urn:kbisect:git-network',
    title: 'A server behind this one failed',
    status: 502,
    detail: 'git.example.org does not answer',
  })
  await site.open('/trees')
  await site.page.getByRole('button', { name: 'Fetch now lab' }).click()
  await expect
    .poll(() => items().first().getByRole('alert').textContent(), soon)
    .toBe('git.example.org does not answer')
})

test('a tree is added with errors beside its fields, and removed after a question', async () => {
  await site.open('/trees')
  await items().nth(1).waitFor()
  await site.page.getByRole('button', { name: 'Add a tree' }).click()
  await site.page.getByLabel('Name', { exact: true }).fill('Not So')
  await site.page.getByLabel('URL').fill('https://git.example.org/x.git')
  await site.page.getByRole('button', { name: 'Add tree' }).click()
  await expect.poll(() => site.page.locator('#field-tree-name-error').textContent(), soon).toContain('is not allowed')
  await site.page.getByLabel('Name', { exact: true }).fill('rt')
  await site.page.getByRole('button', { name: 'Add tree' }).click()
  await expect.poll(() => items().count(), soon).toBe(3)
  await expect.poll(() => items().nth(2).textContent()).toContain('Being fetched now')

  await items().nth(2).getByRole('button', { name: 'Remove' }).click()
  await site.page.keyboard.press('Escape')
  expect(site.world.forms.trees).toHaveLength(3)
  await items().nth(2).getByRole('button', { name: 'Remove' }).click()
  await site.page.getByRole('button', { name: 'Remove it' }).click()
  await expect.poll(() => items().count(), soon).toBe(2)
})

test('a tree shows the revisions that were tested by target, with counts that lead to bisections', async () => {
  await site.open('/trees/lab')
  await rows().nth(25).waitFor()
  await expect.poll(() => rows().first().textContent()).toMatch(/^Revisionx86_64arm64arm/)
  await expect.poll(() => rows().nth(1).textContent()).toMatch(/mm: page_alloc.*master/)
  await site.page.getByRole('button', { name: 'Show older ones' }).click()
  await expect.poll(() => rows().count(), soon).toBe(51)
  const result = rows().nth(2).getByRole('link').first()
  await expect.poll(() => result.textContent()).toContain('boot: passed 3 of 3')
  await result.click()
  await site.page.waitForURL(`**/bisections/${finished}`)
})

test('a tree whose name has dots has a page like the others', async () => {
  site.world.forms.trees.push(tree('linux-6.1.y', 'https://git.example.org/stable.git'))
  await site.open('/trees/linux-6.1.y')
  await rows().nth(1).waitFor()
  await expect.poll(() => site.page.getByRole('heading', { level: 1 }).textContent()).toBe('linux-6.1.y')
})

test('a branch leads to a bisection of it', async () => {
  await site.open('/trees/lab')
  await site.page.getByRole('link', { name: 'Bisect for-next' }).click()
  await expect.poll(() => site.page.getByRole('combobox', { name: 'Bad commit' }).inputValue(), soon).toBe('for-next')
  await expect.poll(() => site.page.getByRole('combobox', { name: 'Tree' }).inputValue()).toBe('lab')
})

test('a tree without tests, and one that is not there, say so', async () => {
  site.world.forms.revisions.length = 0
  await site.open('/trees/lab')
  await site.page.getByText('No tested revisions yet').waitFor()
  await site.open('/trees/nowhere')
  await expect.poll(() => site.page.getByRole('alert').textContent(), soon).toContain('there is no tree nowhere')
})

test('who may not add, remove or fetch is not offered it', async () => {
  site.world.scope = 'read'
  await site.open('/trees')
  await items().nth(1).waitFor()
  await expect.poll(() => site.page.getByRole('main').getByRole('button').count(), soon).toBe(0)
})
