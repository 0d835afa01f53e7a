import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bisection } from '@kbisect/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { graveViolations, openBrowser, openPage } from './browser.ts'
import { createToyHistory, type ToyHistory } from './history.ts'
import { linearPanic } from './plans.ts'
import { type Program, startProgram } from './program.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

// One program, one person, one story: each test goes on where the one before it ended.

let program: Program
let history: ToyHistory
let receiver: WebhookReceiver
let browser: Browser
let page: Page
let warnings: string[]
/** The path of the bisection that the story is about. */
let path: string

/** For what the service has to do first. */
const patient = { timeout: 500_000 }
const soon = { timeout: 120_000 }

beforeAll(async () => {
  // No other policy holds a mail for a person.
  program = await startProgram({ settings: { KBISECT_MAIL_POLICY: 'people' } })
  history = await createToyHistory({ directory: join(program.settings.stateDir, '..', 'toy.git'), plan: linearPanic })
  receiver = await startWebhookReceiver()
  browser = await openBrowser()
  ;({ page, warnings } = await openPage(browser))
})

afterEach(() => {
  const shown = warnings?.splice(0) ?? []
  if (shown.length > 0) throw new Error(`The browser warned: ${shown.join('\n')}`)
})

afterAll(async () => {
  await browser?.close()
  await receiver?.stop()
  await program?.stop()
})

const open = (where: string) => page.goto(`${program.api.url}${where}`)
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const region = (name: string | RegExp) => page.getByRole('region', { name, exact: typeof name === 'string' })
const headline = () => page.getByRole('heading', { level: 1 })
const detail = () => page.locator('.candidate-detail')

async function signIn(token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token)
  await button('Sign in').click()
}

test('whoever is not signed in is led to signing in, and back to where they wanted to go', async () => {
  await open('/trees')
  await page.waitForURL(/\/login/)
  await signIn('kb_no_such_token')
  await page.getByRole('alert').getByText('This token is not known').waitFor()
  expect(await graveViolations(page)).toEqual([])
  await signIn(program.token)
  await page.waitForURL(/\/trees$/)
})

test('a tree is added, with what is wrong with it said beside its field', async () => {
  await button('Add a tree').click()
  await page.getByLabel('Name', { exact: true }).fill('Not Allowed')
  await page.getByLabel('URL').fill(history.url)
  await button('Add tree').click()
  await page.locator('#field-tree-name-error').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('toy')
  await button('Add tree').click()
  const tree = page.locator('.tree', { hasText: history.url })
  await expect.poll(() => tree.textContent(), soon).toContain('Fetched')
  expect(await graveViolations(page)).toEqual([])
  await tree.getByRole('link', { name: 'toy', exact: true }).click()
  await page.getByRole('link', { name: 'New bisection' }).last().click()
})

test('the form completes refs, says what is wrong with one, what it all comes to, and the same as a command that works', async () => {
  const good = page.getByRole('combobox', { name: 'Good commit' })
  const bad = page.getByRole('combobox', { name: 'Bad commit' })
  await good.pressSequentially('bas')
  const options = page.locator('.option:visible')
  await expect.poll(() => options.allTextContents(), soon).toEqual([expect.stringContaining('base')])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await good.inputValue()).toBe('base')
  await bad.fill('nosuch')
  await page.keyboard.press('Escape')
  await button('Start the bisection').click()
  await page.locator('#field-bad-error').getByText('nosuch').waitFor()
  expect(await bad.getAttribute('aria-invalid')).toBe('true')
  await bad.fill('main')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: 'build', exact: true }).check()
  await page.getByRole('radio', { name: 'x86_64', exact: true }).check()
  await expect
    .poll(() => region('What it comes to').textContent(), soon)
    .toMatch(/20 commits in the range.*\d+ builds · .*x86_64/)
  expect(await graveViolations(page)).toEqual([])

  const command = (await region('Command').textContent()) ?? ''
  const env = { PATH: process.env.PATH, TOKEN: program.token }
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { env })
  expect(JSON.parse(stdout)).toMatchObject({ title: expect.stringContaining('build on x86_64'), tree: 'toy' })

  await page.getByRole('radio', { name: 'boot', exact: true }).check()
  await page.getByRole('radio', { name: 'arm64', exact: true }).check()
  await page.getByRole('checkbox', { name: 'x86_64, as the main target' }).check()
  await button('Start the bisection').click()
  await page.waitForURL(/\/bisections\/[0-9a-z]{20}$/)
  path = new URL(page.url()).pathname
})

test('the page of the bisection moves without a reload, from its boundaries over the search to the culprit', async () => {
  await page.evaluate('document.body.dataset.mine = "yes"')
  await expect.poll(() => headline().textContent(), patient).toMatch(/^Looking for what broke booting on arm64/)
  await region('State of the search').waitFor()
  await expect.poll(() => headline().textContent(), patient).toContain('allocate the pool when it is needed')
  expect(await page.evaluate('document.body.dataset.mine')).toBe('yes')
  await expect
    .poll(() => page.getByRole('main').textContent(), patient)
    .toMatch(/Culprit confirmed.*9\d(\.\d)? % sure.*panic in toy_pool_alloc.*arm64 is affected; x86_64 is not/)
  await page.getByRole('table', { name: 'Who is affected' }).waitFor()
  await region('Checks').getByText('Bad revision with the culprit reverted passes').waitFor()
  await region('Mails').waitFor()
  expect(await graveViolations(page)).toEqual([])
})

test('the first bad log opens at the failure, and beside the last good one', async () => {
  await page.getByRole('link', { name: 'First bad log' }).click()
  const failure = page.locator('.log-failure')
  await failure.waitFor()
  expect(await failure.textContent()).toContain('Kernel panic - not syncing: toy_pool_alloc')
  expect(await graveViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'Beside the last good log' }).click()
  await page.getByText('1 difference').waitFor()
  await page.getByText('Run /init as init process').waitFor()
  expect(await graveViolations(page)).toEqual([])
  await page
    .getByRole('main')
    .getByRole('link', { name: /boot on arm64/ })
    .click()
  await page.waitForURL(`**${path}`)
})

test('the script that shows the failure is downloaded', async () => {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download the script' }).click()
  const script = await (await coming).path()
  expect(await readFile(script, 'utf8')).toContain(`commit=${history.hash('culprit')}`)
  await promisify(execFile)('sh', ['-n', script])
})

test('without a mail server a held mail is not sent, and the page says what is missing', async () => {
  const mails = region('Mails')
  await mails.getByRole('button', { name: 'Send' }).click()
  await mails.getByRole('button', { name: 'Send it' }).click()
  await expect.poll(() => mails.getByRole('alert').textContent(), soon).toContain('set KBISECT_SMTP_URL')
  await mails.getByRole('button', { name: 'Keep as it is' }).first().click()
})

async function setVerdict(choice: string, why: string, submit: string): Promise<void> {
  await detail()
    .getByRole('button', { name: /verdict …/ })
    .click()
  await detail().locator('.segment', { hasText: choice }).click()
  await detail().getByLabel('Why').fill(why)
  await detail().getByRole('button', { name: submit }).click()
}

test('a verdict set by hand says who and why, and the search is reopened until it is taken back', async () => {
  await page.locator('.candidate', { hasText: 'toy: middle-3' }).getByRole('button').click()
  await setVerdict('bad', 'I saw it fail on my desk', 'Say that it is bad')
  await expect.poll(() => detail().locator('.said').textContent(), soon).toMatch(/bad by hand: .*my desk.*bootstrap/)
  await page.locator('.candidate', { hasText: 'set by hand' }).waitFor()
  await expect.poll(() => headline().textContent(), patient).toMatch(/^(Looking for|Confirming) what broke/)
  await setVerdict('what the runs say', 'It was another machine', 'Take it back')
  await detail().locator('.said').waitFor({ state: 'detached' })
  await expect.poll(() => headline().textContent(), patient).toContain('allocate the pool when it is needed')
})

test('a regression that is fixed says so on its own page, with its history, and on those of its tree', async () => {
  const panel = region('Regression')
  await panel.getByRole('button', { name: 'Change' }).click()
  await panel.getByRole('radio', { name: /^fixed/ }).check()
  await panel.getByLabel('Commit that fixes it').fill('late-6')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByText('"late-6" is not a commit, branch or tag of tree toy').waitFor()
  await panel.getByLabel('Commit that fixes it').fill('late-5')
  await panel.getByLabel('Note').fill('The toy is fixed.')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.locator('.badge', { hasText: 'fixed' }).waitFor()
  await panel.getByRole('link', { name: 'History of this test' }).click()
  await expect
    .poll(() => region('State').textContent(), soon)
    .toMatch(new RegExp(`fixed.*bootstrap.*${history.hash('late-5').slice(0, 12)}.*The toy is fixed`))
  const strip = page.getByRole('list', { name: 'Tested commits, oldest first' })
  await strip.getByRole('link', { name: /allocate the pool.*failed/ }).waitFor()
  await strip.getByRole('link', { name: /middle-3: passed/ }).waitFor()
  expect(await graveViolations(page)).toEqual([])

  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'toy' }).click()
  const culprit = page.getByRole('row', { name: /allocate the pool/ })
  await culprit.getByRole('link', { name: /boot: failed/ }).waitFor()
  await culprit.getByRole('link', { name: /boot: passed/ }).waitFor()
  expect(await graveViolations(page)).toEqual([])
  await page.getByRole('main').getByRole('link', { name: 'Regressions' }).click()
  await page.getByRole('row', { name: /fixed.*toy_pool_alloc/ }).waitFor()
})

test('the lists show both bisections, and filters of the address choose among them', async () => {
  const rows = page.getByRole('table', { name: /Bisections/ }).locator('tbody tr')
  const bisections = await program.api.get<{ items: Bisection[] }>('/bisections')
  await Promise.all(bisections.items.map(({ id }) => program.api.ended(id)))
  await open('/bisections')
  await expect.poll(() => rows.count(), soon).toBe(2)
  expect(await graveViolations(page)).toEqual([])
  for (const [filter, count] of [
    ['outcome=culprit', 1],
    ['outcome=not-reproduced', 1],
    ['test=build', 1],
    ['architecture=arm64', 1],
    ['author=toy@example.org', 1],
    ['tree=toy&branch=main', 2],
    ['text=no+such+thing', 0],
  ] as const) {
    await open(`/bisections?${filter}`)
    const shown = count === 0 ? page.getByText('No bisection matches these filters') : rows.first()
    await shown.waitFor()
    expect(await rows.count(), filter).toBe(count)
  }
  await open('/')
  await expect
    .poll(() => page.getByRole('main').textContent(), soon)
    .toMatch(/1 culprit named.*0 open regressions.*2 bisections in all.*1 mail waits.*host-1/)
  expect(await graveViolations(page)).toEqual([])
})

test('a webhook that was added is pinged, and its page shows what it answered', async () => {
  await open('/webhooks')
  await button('Add a webhook').click()
  await page.getByLabel('URL').fill(receiver.url)
  await button('Save').click()
  await region('Webhook created').getByText('whsec_').waitFor()
  await button('I have kept it').click()
  await page.getByRole('link', { name: new URL(receiver.url).origin }).click()
  await button('Send a ping').click()
  const delivery = page.locator('.delivery')
  await expect.poll(() => delivery.locator('summary').textContent(), soon).toMatch(/delivered.*ping.*204 in/)
  expect(receiver.received).toHaveLength(1)
  await delivery.locator('summary').click()
  expect(await graveViolations(page)).toEqual([])
})

test('what was done is in the audit, and a token made to read sees everything and offers nothing', async () => {
  await open('/access')
  await button('Make a token').click()
  await page.getByLabel('Name').fill('reader')
  await page.getByRole('radio', { name: /^read/ }).check()
  await button('Make it').click()
  const secret = (await region('The token reader').locator('code').textContent()) ?? ''
  await button('I have kept it').click()
  const audit = page.getByRole('table', { name: /Who did what/ })
  await expect
    .poll(() => audit.textContent(), soon)
    .toMatch(/token\.create.*webhook\.test.*bisection\.triage.*bisection\.verdict.*bisection\.create.*tree\.create/)
  expect(await graveViolations(page)).toEqual([])

  await button('Sign out').click()
  await signIn(secret)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await open(path)
  await region('Regression').locator('.regression-fixed').waitFor()
  await page.waitForLoadState('networkidle')
  for (const name of [/Retry/, /Delete/, /Change/, /verdict/, /^Send/])
    expect(await button(name).count(), String(name)).toBe(0)
  expect(await page.getByRole('link', { name: /New bisection|Webhooks|Access/ }).count()).toBe(0)
})
