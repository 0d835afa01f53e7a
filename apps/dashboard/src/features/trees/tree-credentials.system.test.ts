import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { tree } from '../../fixture/forms-world.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const site = serveSite((world) => {
  world.forms.trees.push(tree('private', 'https://git.example.org/private.git'))
})

const panel = () => site.page.getByRole('region', { name: 'Credentials' })
const button = (name: string) => panel().getByRole('button', { name, exact: true })
const password = () => panel().getByLabel('Password or access token')
const sent = () => site.world.forms.received.map(({ method, path, body }) => [method, path, body])

test('an admin sets the credentials of a tree, which no page shows again, and removes them after a question', async () => {
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open('/trees/private')
  await panel().getByText('No credentials are stored').waitFor()
  await button('Set credentials').click()
  await expect.poll(() => password().getAttribute('type')).toBe('password')
  await button('Store credentials').click()
  await expect.poll(() => password().getAttribute('aria-invalid')).toBe('true')
  expect(sent()).toEqual([])
  expect(await graveViolations(site.page)).toEqual([])
  const over = await site.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(over).toBe(0)
  await password().fill('s3cret-token')
  await button('Store credentials').click()
  await panel().getByText('Git gives the server of this tree the stored user and password').waitFor()
  const path = '/trees/private/credentials'
  expect(sent()).toEqual([['PUT', path, { password: 's3cret-token' }]])
  await expect.poll(() => password().count()).toBe(0)
  expect(await site.page.content()).not.toContain('s3cret-token')

  await button('Replace credentials').click()
  await expect.poll(() => password().inputValue()).toBe('')
  await panel().getByLabel('User').fill('robot')
  await password().fill('another')
  await button('Store credentials').click()
  await password().waitFor({ state: 'detached' })
  expect(sent()[1]).toEqual(['PUT', path, { user: 'robot', password: 'another' }])

  await button('Remove').click()
  await panel().getByRole('button', { name: 'Remove it' }).click()
  await panel().getByText('No credentials are stored').waitFor()
  expect(sent()[2]?.slice(0, 2)).toEqual(['DELETE', path])
})

test('what is wrong with credentials is said beside their field', async () => {
  site.world.forms.refusals.set('PUT /trees/private/credentials', {
    type: 'urn:kbisect:invalid-request',
    title: 'The request cannot be accepted',
    status: 422,
    detail: 'user',
    errors: [{ field: 'user', message: 'has control characters' }],
  })
  await site.open('/trees/private')
  await button('Set credentials').click()
  await password().fill('x')
  await button('Store credentials').click()
  await expect.poll(() => site.page.locator('#field-user-error').textContent()).toBe('Has control characters.')
  await expect.poll(() => password().inputValue()).toBe('x')
})

test('who is no admin sees whether a tree has credentials and cannot change them; a tree by a path takes none', async () => {
  site.world.scope = 'submit'
  site.world.forms.trees.push(tree('closed', 'https://git.example.org/closed.git', { hasCredentials: true }))
  await site.open('/trees/closed')
  await panel().getByText('Git gives the server').waitFor()
  await expect.poll(() => panel().getByRole('button').count()).toBe(0)
  await site.open('/trees/lab')
  await site.page.getByRole('heading', { name: 'Branches' }).waitFor()
  await expect.poll(() => panel().count()).toBe(0)
})
