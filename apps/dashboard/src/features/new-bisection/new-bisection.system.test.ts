import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { configFile } from '../../fixture/config-files.fixture.ts'
import { previewOf, regression, reported, tree } from '../../fixture/forms-world.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const finished = 'finishedbisect'

const site = serveSite((world) => {
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
  world.forms.trees.push(tree('next', 'https://git.example.org/next.git'))
  world.forms.targets.push({
    name: 'arm64/kasan',
    request: { architecture: 'arm64', fragments: [configFile('kasan', 'CONFIG_KASAN=y\n')] },
    lastUsedAt: '2026-11-20T10:00:00Z',
  })
})

/** For what waits until typing pauses. */
const soon = { timeout: 60_000 }

const good = () => site.page.getByRole('combobox', { name: 'Good commit' })
const bad = () => site.page.getByRole('combobox', { name: 'Bad commit' })
const start = () => site.page.getByRole('button', { name: 'Start the bisection' }).click()
const preview = () => site.page.getByRole('region', { name: 'What it comes to' })
const chooseTree = () => site.page.getByRole('combobox', { name: 'Tree' }).selectOption('lab')
const sent = (path = '/bisections') => site.world.forms.received.filter((each) => each.path === path)
const focused = () => site.page.evaluate(() => document.activeElement?.id)

async function fillBoundaries(): Promise<void> {
  await chooseTree()
  await good().fill('v6.10')
  await bad().fill('v6.11-rc1')
  await bad().press('Escape')
}

test('what is missing is said above and beside each field, and the first of them has the focus', async () => {
  await site.open('/new')
  await bad().fill('v6.11')
  await start()
  await expect.poll(focused, soon).toBe('field-tree')
  await expect.poll(() => site.page.getByRole('alert').textContent()).toMatch(/2 errors.*Tree.*Good commit/)
  await expect.poll(() => good().getAttribute('aria-invalid')).toBe('true')
  const described = (await good().getAttribute('aria-describedby')) ?? ''
  expect(described).toContain('field-good-error')
  await expect
    .poll(() => site.page.locator('#field-good-error').textContent())
    .toMatch(/Name a commit without the failure/)
  expect(sent()).toEqual([])

  await site.page.getByRole('alert').getByRole('link', { name: 'Good commit' }).click()
  expect(await focused()).toBe('field-good')
  await site.page.keyboard.type('v6.10')
  await expect.poll(() => good().getAttribute('aria-invalid')).toBeNull()
  await expect.poll(() => bad().inputValue()).toBe('v6.11')
})

test('what the service refuses is said beside the input it is about, in a part of the form that was closed too', async () => {
  site.world.forms.refusals.set('POST /bisections', {
    type: 'urn:kbisect:invalid-request',
    title: 'The request cannot be accepted',
    status: 422,
    detail: 'three fields are wrong',
    errors: [
      { field: 'budget.builds', value: 'many', message: '"many" is not a whole number' },
      { field: 'target.fragments[0].name', value: '', message: 'is empty' },
      { field: 'alsoTest.0', value: 'arm', message: 'arm is the same target as arm', hint: 'leave it out' },
    ],
  })
  await site.open('/new')
  await fillBoundaries()
  await site.page.getByRole('button', { name: 'Add a fragment' }).click()
  await site.page.getByLabel('Content of fragment 1').fill('CONFIG_KASAN=y')
  await site.page.getByRole('checkbox', { name: 'arm, as the main target' }).check()
  await site.page.getByText('Branch, budget, runs').click()
  await site.page.getByLabel('Most builds').fill('many')
  await site.page.getByText('Branch, budget, runs').click()
  await start()
  await expect.poll(focused, soon).toBe('field-target-fragments-0-name')
  const builds = site.page.getByLabel('Most builds')
  await expect.poll(() => builds.isVisible()).toBe(false)
  await site.page.getByRole('alert').getByRole('link', { name: 'Most builds' }).click()
  await expect.poll(() => builds.isVisible()).toBe(true)
  await expect.poll(() => builds.getAttribute('aria-describedby')).toContain('field-budget-builds-error')
  await expect
    .poll(() => site.page.getByRole('checkbox', { name: 'arm, as the main target' }).getAttribute('aria-invalid'))
    .toBe('true')
  await expect.poll(() => site.page.locator('#field-alsoTest-0-error').textContent()).toContain('Leave it out.')
  await expect.poll(() => site.page.getByLabel('Content of fragment 1').inputValue()).toBe('CONFIG_KASAN=y')
})

test('a ref is completed with the keyboard alone, and what it names is shown beneath', async () => {
  await site.open('/new?tree=lab')
  await bad().focus()
  await site.page.keyboard.type('v6.11')
  const options = site.page.locator('.option:visible')
  await expect.poll(() => options.count(), soon).toBe(3)
  await expect.poll(() => bad().getAttribute('aria-expanded')).toBe('true')
  await site.page.keyboard.press('ArrowDown')
  await site.page.keyboard.press('ArrowDown')
  const active = await bad().getAttribute('aria-activedescendant')
  await expect.poll(() => site.page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
  await expect.poll(() => site.page.locator(`#${active}`).textContent()).toContain('v6.11-rc2')
  await site.page.keyboard.press('Enter')
  await expect.poll(() => bad().inputValue()).toBe('v6.11-rc2')
  await expect.poll(() => bad().getAttribute('aria-expanded')).toBe('false')
  const resolved = site.page.locator('#field-bad-hint')
  await expect.poll(() => resolved.textContent(), soon).toMatch(/^[0-9a-f]{12} Linux 6\.11-rc2/)
  expect(sent()).toEqual([])

  await site.page.keyboard.press('ArrowUp')
  await expect.poll(() => bad().getAttribute('aria-expanded')).toBe('true')
  await site.page.keyboard.press('Escape')
  await expect.poll(() => bad().getAttribute('aria-expanded')).toBe('false')
  await expect.poll(() => bad().inputValue()).toBe('v6.11-rc2')

  await bad().fill('v5.nothing')
  await expect.poll(() => resolved.textContent(), soon).toContain('lab has nothing called v5.nothing')
})

test('the preview says what it comes to, and the command sends exactly that request from a shell', async () => {
  site.world.forms.warnings = ['No worker that is alive now can build arm.']
  await site.open('/new')
  await fillBoundaries()
  await site.page.getByRole('radio', { name: 'script' }).check()
  const script = `#!/bin/sh\necho "it's $HOME" \`id\` \\\\ '' !\nexit 0\n`
  await site.page.getByRole('textbox', { name: 'Script' }).fill(script)
  await site.page.getByRole('checkbox', { name: 'arm, as the main target' }).check()
  await expect
    .poll(() => preview().textContent(), soon)
    .toMatch(/12,941 commits.*19 builds · 70 runs · about 2 h.*1 merge base.*x86_64, arm.*No worker that is alive/)

  const command = (await site.page.getByRole('region', { name: 'Command', exact: true }).textContent()) ?? ''
  expect(command).toContain('"Authorization: Bearer $TOKEN"')
  await promisify(execFile)('bash', ['-c', command], {
    env: { PATH: process.env.PATH, TOKEN: 'secret', HOME: '/home' },
  })
  await start()
  await site.page.waitForURL(/\/bisections\/started/)
  const [fromShell, fromPage] = sent()
  expect(fromShell?.headers.authorization).toBe('Bearer secret')
  expect(fromShell?.body).toMatchObject({ good: 'v6.10', alsoTest: [{ architecture: 'arm' }], test: { script } })
  expect(fromPage?.body).toEqual(fromShell?.body)
  expect(fromPage?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
})

test('the guest is asked for as it is filled in, and a size that is none is sent for the service to name', async () => {
  await site.open('/new')
  await fillBoundaries()
  await site.page.getByRole('textbox', { name: 'Memory' }).fill('1024')
  await site.page.getByRole('textbox', { name: 'CPUs' }).fill('2')
  await site.page.getByRole('textbox', { name: 'Disks' }).fill('64, large')
  await site.page.getByRole('radio', { name: 'user' }).check()
  await site.page.getByRole('checkbox', { name: 'nvme' }).check()
  await start()
  await site.page.waitForURL(/\/bisections\/started/)
  expect(sent().at(-1)?.body).toMatchObject({
    target: {
      guest: {
        memoryMegabytes: 1024,
        cpus: 2,
        network: 'user',
        disks: [{ megabytes: 64 }, { megabytes: 'large' }],
        devices: ['nvme'],
      },
    },
  })
})

test('sending it again after an answer that was lost uses the same key', async () => {
  await site.open('/new')
  await fillBoundaries()
  site.world.forms.refusals.set('POST /bisections', {
    type: 'urn:kbisect:store-unavailable',
    title: 'Temporarily unavailable',
    status: 503,
    detail: 'the database does not answer',
  })
  await start()
  await site.page.getByRole('alert').getByText('the database does not answer').waitFor()
  site.world.forms.refusals.clear()
  await start()
  await site.page.waitForURL(/\/bisections\/started/)
  const keys = sent().map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
})

test('what is bisected already is said before, and after; a new one can be started all the same', async () => {
  site.world.forms.known = finished
  await site.open('/new')
  await fillBoundaries()
  await preview().getByRole('link', { name: 'Open it' }).waitFor()
  await start()
  const notice = site.page.getByRole('alert').filter({ hasText: 'are bisected already' })
  await notice.waitFor()
  await expect
    .poll(() => notice.getByRole('link', { name: 'Open it' }).getAttribute('href'))
    .toBe(`/bisections/${finished}`)
  await notice.getByRole('button', { name: 'Start a new one all the same' }).click()
  await site.page.waitForURL(/\/bisections\/started/)
  expect(sent().map(({ body }) => (body as { attach?: boolean }).attach)).toEqual([undefined, false])
})

test('nothing that was typed is lost by a reload, and it can be thrown away', async () => {
  await site.open('/new')
  await fillBoundaries()
  await site.page.getByRole('radio', { name: 'console' }).check()
  await site.page.getByLabel('Pattern').fill('CMA: reserved')
  await site.page.reload()
  await site.page.getByText('What you had typed is here again').waitFor()
  await expect.poll(() => site.page.getByLabel('Pattern').inputValue()).toBe('CMA: reserved')
  await expect.poll(() => good().inputValue()).toBe('v6.10')
  await site.page.getByRole('button', { name: 'Start over' }).click()
  await expect.poll(() => good().inputValue()).toBe('')
  await site.page.reload()
  await good().waitFor()
  await expect.poll(() => good().inputValue()).toBe('')
})

test('a started one leaves no draft behind', async () => {
  await site.open('/new')
  await fillBoundaries()
  await start()
  await site.page.waitForURL(/\/bisections\/started/)
  await site.open('/new')
  await good().waitFor()
  await expect.poll(() => good().inputValue()).toBe('')
})

test('ends are swapped, and a target of before is taken with one click', async () => {
  await site.open('/new')
  await fillBoundaries()
  await site.page.getByRole('button', { name: 'Swap good and bad' }).click()
  expect([await good().inputValue(), await bad().inputValue()]).toEqual(['v6.11-rc1', 'v6.10'])
  await site.page.getByRole('button', { name: /^arm64\/kasan/ }).click()
  await expect.poll(() => site.page.getByRole('radio', { name: 'arm64', exact: true }).isChecked()).toBe(true)
  await expect.poll(() => site.page.getByLabel('Name of fragment 1').inputValue()).toBe('kasan')
})

test('a file gives a fragment its name and its content', async () => {
  await site.open('/new?tree=lab')
  await site.page.getByRole('button', { name: 'Add a column' }).click()
  await site.page
    .getByLabel('Choose a file for column 1')
    .setInputFiles({ name: 'my kasan.config', mimeType: 'text/plain', buffer: Buffer.from('CONFIG_KASAN=y\n') })
  await expect.poll(() => site.page.getByLabel('Name of column 1').inputValue(), soon).toBe('my-kasan')
  await site.page.getByRole('checkbox', { name: 'arm64, + my-kasan' }).check()
  const command = await site.page.getByRole('region', { name: 'Command', exact: true }).textContent()
  expect(command).toContain('"content": "CONFIG_KASAN=y\\n"')
})

test('a form begins with the request of a bisection, and with a regression that was not bisected', async () => {
  await site.open(`/new?from=${finished}`)
  await good().waitFor()
  const { request } = site.world.scenarios.get(finished)?.bisection ?? {}
  await expect.poll(() => good().inputValue()).toBe(request?.good)
  const architecture = request?.target.architecture ?? 'none'
  await expect.poll(() => site.page.getByRole('radio', { name: architecture, exact: true }).isChecked()).toBe(true)

  site.world.forms.regressions.push(regression('regression001'), reported('regression002'))
  await site.open('/regressions/regression002')
  await site.page.getByRole('link', { name: 'Start a bisection' }).click()
  await good().waitFor()
  await expect.poll(() => good().inputValue()).toBe(reported('regression002').good)
  await expect.poll(() => site.page.getByLabel('Name of fragment 1').inputValue()).toBe('kasan')
  await expect.poll(() => site.page.getByLabel('In function').inputValue()).toBe('cma_alloc')
})

test('a tree is added without leaving the form, by whoever may', async () => {
  await site.open('/new')
  await good().fill('v6.10')
  await site.page.getByRole('button', { name: 'Add a tree' }).click()
  await site.page.getByLabel('Name', { exact: true }).fill('Mainline')
  await site.page.getByLabel('URL').fill('https://git.example.org/linux.git')
  await site.page.keyboard.press('Enter')
  await expect.poll(focused, soon).toBe('field-tree-name')
  await site.page.getByLabel('Name', { exact: true }).fill('mainline')
  await site.page.getByRole('button', { name: 'Add tree' }).click()
  await expect.poll(() => site.page.getByRole('combobox', { name: 'Tree' }).inputValue(), soon).toBe('mainline')
  await expect.poll(() => good().inputValue()).toBe('v6.10')
  await site.page.getByText('It is being fetched').waitFor()
})

test('nothing moves when the preview comes and goes', async () => {
  await site.open('/new?tree=lab')
  await good().waitFor()
  const top = (page: Page) => page.getByRole('heading', { name: 'Main target' }).boundingBox()
  await site.page.getByText('arm64/kasan').waitFor()
  const before = await top(site.page)
  await good().fill('v6.10')
  await bad().fill('nothing of this name')
  await bad().press('Escape')
  await site.page.getByText('lab has nothing called').waitFor()
  await expect
    .poll(() => preview().textContent(), soon)
    .toContain(
      `${previewOf({ tree: 'lab', good: 'v6.10', bad: 'x', target: { architecture: 'arm' } }, site.world.forms).basis}`,
    )
  expect(await top(site.page)).toEqual(before)
})

test('whoever may read only is told what is needed', async () => {
  site.world.scope = 'read'
  await site.open('/new')
  await site.page.getByText('Starting a bisection needs a token with the scope submit').waitFor()
  await expect
    .poll(() => site.page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents())
    .toEqual(['Overview', 'Bisections', 'Regressions', 'Trees', 'Watches', 'API'])
})
