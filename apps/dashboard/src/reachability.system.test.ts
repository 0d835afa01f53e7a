import { expect, test } from 'vitest'
import { scenario } from './fixture/scenario.fixture.ts'
import { serveSite } from './fixture/site.fixture.ts'

const [running, finished] = ['runningbisect1', 'finishedbisect']

const site = serveSite((world) => {
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
})
const banner = () => site.page.getByText('The service does not answer.')
const patient = { timeout: 120_000 }

test('a service that stops answering is said in words, the page stays, and continues when it is back', async () => {
  await site.open(`/bisections/${running}`)
  await site.page.getByText('Live', { exact: true }).waitFor()
  await site.page.route('**/api/v1/**', (route) => route.abort())
  site.server.cutStreams()
  await banner().waitFor()
  await expect
    .poll(() => site.page.getByRole('heading', { level: 1 }).textContent())
    .toContain('Looking for what broke')
  site.world.scenarios.set(running, scenario(running, Number.POSITIVE_INFINITY))
  await site.page.unroute('**/api/v1/**')
  await banner().waitFor({ state: 'detached' })
  await site.page.getByRole('heading', { level: 1, name: /keep areas in a list/ }).waitFor()
})

test('a page that is opened while the service does not answer is not blank, and fills by itself', async () => {
  // As a proxy answers for a service that is down.
  await site.page.route('**/api/v1/**', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  )
  for (const path of ['/', '/bisections', '/regressions', '/trees', `/bisections/${finished}`, `/runs/${finished}r0`]) {
    await site.open(path)
    await banner().waitFor()
    expect(((await site.page.getByRole('main').textContent()) ?? '').length, path).toBeGreaterThan(5)
  }
  await site.page.unroute('**/api/v1/**')
  await site.page.getByRole('heading', { level: 1, name: /Failed/ }).waitFor(patient)
  await expect.poll(() => banner().count()).toBe(0)
})

test('a way to a page whose script cannot be loaded says so and offers to reload', async () => {
  await site.open('/bisections')
  await site.page.locator('.cell-title').first().waitFor()
  await site.page.route('**/assets/trees-page*', (route) => route.abort())
  await site.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Trees' }).click()
  await site.page.getByRole('heading', { level: 1, name: 'This page could not be shown' }).waitFor()
  const warned = site.warnings.splice(0)
  expect(warned.length).toBeGreaterThan(0)
  for (const warning of warned) expect(warning).toMatch(/dynamically imported module/)
  await site.page.unroute('**/assets/trees-page*')
  await site.page.getByRole('button', { name: 'Reload the page' }).click()
  await site.page.getByRole('heading', { level: 1, name: 'Trees' }).waitFor()
})

test('breadcrumbs lead to the tree and the bisection that a page belongs to', async () => {
  await site.open(`/runs/${finished}r0?bisection=${finished}`)
  const crumbs = site.page.getByRole('navigation', { name: 'Breadcrumb' })
  await crumbs.getByRole('link', { name: 'arm64 does not boot: panic in cma_init_reserved_mem' }).click()
  await site.page.waitForURL(new RegExp(`/bisections/${finished}`))
  await expect.poll(() => site.page.title()).toMatch(/^✓ Culprit confirmed · arm64 does not boot/)
  await crumbs.getByRole('link', { name: 'lab' }).click()
  await site.page.waitForURL(/\/trees\/lab$/)
})
