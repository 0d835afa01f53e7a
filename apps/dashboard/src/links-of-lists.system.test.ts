import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { regression } from './fixture/forms-world.fixture.ts'
import { scenario } from './fixture/scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'

const finished = 'finishedbisect'

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.forms.regressions.push(regression('regression001'))
})

const follow = () => site.page.getByRole('region', { name: 'Follow the regressions elsewhere' })
const feedsInHead = () =>
  site.page
    .locator('head link[rel="alternate"][type="application/atom+xml"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
const csv = async () => {
  const href = await site.page.getByRole('link', { name: /^CSV/ }).getAttribute('href')
  const { pathname, searchParams } = new URL(href ?? '', site.server.url)
  return { path: pathname, query: Object.fromEntries(searchParams) }
}

test("a tree's page offers the feed, also to browsers, and the badge with its Markdown", async () => {
  await site.open('/trees/lab')
  await follow().waitFor()
  await expect
    .poll(() => follow().getByRole('link', { name: 'Atom feed' }).getAttribute('href'))
    .toBe('/api/v1/trees/lab/feed')
  expect(await feedsInHead()).toEqual(['/api/v1/trees/lab/feed'])
  const badge = follow().getByRole('img', { name: 'Badge: open regressions of lab' })
  await expect.poll(() => badge.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(140)
  await follow().getByText('Markdown of the badge', { exact: true }).click()
  const { url } = site.server
  await expect
    .poll(() => follow().locator('code').textContent())
    .toBe(`[![Regressions of lab](${url}/api/v1/trees/lab/badge.svg)](${url}/regressions?tree=lab)`)
  await site.page.getByRole('link', { name: 'Trees' }).first().click()
  await expect.poll(feedsInHead).toEqual([])
})

test('the list of regressions offers the feed of the tree that it is filtered by, and itself as CSV', async () => {
  await site.open('/regressions')
  await follow().waitFor()
  expect(await feedsInHead()).toEqual(['/api/v1/feed'])
  await expect.poll(() => follow().getByRole('img').count()).toBe(0)
  await site.open('/regressions?tree=lab&state=open')
  await follow().getByRole('img').waitFor()
  expect(await feedsInHead()).toEqual(['/api/v1/trees/lab/feed'])
  expect(await csv()).toEqual({
    path: '/api/v1/regressions',
    query: { tree: 'lab', state: 'open', limit: '200', format: 'csv' },
  })
})

test('the list of bisections offers itself as CSV with its filters and order, and says when that may not be all', async () => {
  await site.open('/bisections?outcome=culprit&sort=createdAt')
  await site.page.locator('.cell-title').first().waitFor()
  expect(await csv()).toEqual({
    path: '/api/v1/bisections',
    query: { outcome: 'culprit', sort: 'createdAt', limit: '200', format: 'csv' },
  })
  const link = site.page.getByRole('link', { name: /^CSV/ })
  await expect.poll(() => link.textContent()).toBe('CSV')
  const { bisection } = scenario('another', 1)
  for (let at = 0; at < 60; at++) site.world.others.push({ ...bisection, id: `other${at}` })
  await site.open('/bisections')
  const button = site.page.getByRole('button', { name: 'Download CSV' })
  await button.waitFor()
  await expect.poll(() => link.count()).toBe(0)
  await site.page.getByText('At most 10,000 rows.').waitFor()
})

test('a list that is longer than a page of the API is downloaded whole', async () => {
  const { bisection } = scenario('another', 1)
  for (let at = 0; at < 450; at++) site.world.others.push({ ...bisection, id: `more${at}` })
  await site.open('/bisections')
  const coming = site.page.waitForEvent('download')
  await site.page.getByRole('button', { name: 'Download CSV' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toBe('bisections.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines[0]).toBe('id,title')
  expect(lines.filter((line) => line.startsWith('id,'))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('more'))).toHaveLength(450)
  await site.page.getByText('All rows are in the file.').waitFor()
})
