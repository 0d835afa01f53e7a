import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { heldMail } from '../../fixture/people.fixture.ts'
import { culpritAt, hashOf } from '../../fixture/range.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const [running, finished] = ['runningbisect1', 'finishedbisect']

const site = serveSite((world) => {
  world.scenarios.set(running, scenario(running, 3))
  world.scenarios.set(finished, scenario(finished, Number.POSITIVE_INFINITY))
})
const regression = () => site.page.getByRole('region', { name: 'Regression' })
const detail = () => site.page.locator('.candidate-detail')
const candidate = (id: string, hash: string) =>
  site.world.scenarios.get(id)?.candidates.find((each) => each.hash === hash)
const culprit = hashOf(`commit ${culpritAt}`)

test('a regression is triaged as fixed: what is wrong with the commit is said beside it, what was said is shown to all', async () => {
  await site.open(`/bisections/${finished}`)
  await regression().getByRole('button', { name: 'Change' }).click()
  await regression()
    .getByRole('radio', { name: /^fixed/ })
    .check()
  const commit = regression().getByLabel('Commit that fixes it')
  await commit.fill('v9.9')
  await regression().getByLabel('Note').fill('https://lore.example/fix')
  await regression().getByRole('button', { name: 'Save' }).click()
  await regression().getByText('names no commit of lab. Fetch the tree, or give a hash.').waitFor()
  await expect.poll(() => commit.getAttribute('aria-invalid')).toBe('true')
  const words = (await commit.getAttribute('aria-describedby'))?.split(' ').at(-1)
  await expect.poll(() => site.page.locator(`[id="${words}"]`).textContent()).toContain('names no commit')
  expect(await commit.evaluate((input) => input === document.activeElement)).toBe(true)
  // What was entered is still there.
  await expect.poll(() => regression().getByLabel('Note').inputValue()).toBe('https://lore.example/fix')

  await commit.fill(hashOf('the fix'))
  await regression().getByRole('button', { name: 'Save' }).click()
  await regression().locator('.badge', { hasText: 'fixed' }).waitFor()
  await expect.poll(() => regression().textContent()).toMatch(/set by mira.*Fixed by [0-9a-f]{12}.*lore\.example\/fix/)
  await expect.poll(() => site.page.locator('.head-badges').textContent()).toContain('fixed')
})

test('a verdict is set by hand with a reason, shown with who set it, and taken back', async () => {
  const hash = candidate(running, hashOf('commit 39'))?.hash ?? ''
  await site.open(`/bisections/${running}?commit=${hash}`)
  await detail().getByRole('button', { name: 'Set the verdict' }).click()
  await detail().locator('.segment', { hasText: 'bad' }).click()
  await detail().getByRole('button', { name: 'Say that it is bad' }).click()
  await detail().getByText('must have at least 3 characters').waitFor()
  expect(candidate(running, hash)?.override).toBeNull()
  await detail().getByLabel('Why').fill('the lab was cut off, I booted it by hand')
  await detail().getByRole('button', { name: 'Say that it is bad' }).click()
  await expect.poll(() => detail().locator('.said').textContent()).toMatch(/bad by hand: .*booted it by hand.*mira/)
  await site.page.locator('.candidate', { hasText: 'set by hand' }).waitFor()

  await detail().getByRole('button', { name: 'Change or take back the verdict' }).click()
  await detail().getByLabel('Why').fill('I was wrong')
  await detail().getByRole('button', { name: 'Take it back' }).click()
  await detail().locator('.said').waitFor({ state: 'detached' })
  expect(candidate(running, hash)?.override).toBeNull()
})

test('a commit is run again, as often as asked', async () => {
  const hash = candidate(running, hashOf('commit 39'))?.hash ?? ''
  const before = candidate(running, hash)?.runs ?? 0
  await site.open(`/bisections/${running}?commit=${hash}`)
  await detail().getByRole('button', { name: 'Run it again' }).click()
  await detail().getByLabel('Runs').fill('5')
  await detail().getByRole('button', { name: 'Run it again' }).click()
  await expect.poll(() => candidate(running, hash)?.runs).toBe(before + 5)
  await detail().getByRole('form').waitFor({ state: 'detached' })
})

test('a retry says first what it does and costs, and the new bisection says which it repeats', async () => {
  await site.open(`/bisections/${finished}`)
  await site.page.getByRole('button', { name: 'Retry' }).click()
  const dialog = site.page.getByRole('dialog', { name: 'Retry this bisection?' })
  await expect
    .poll(() => dialog.textContent())
    .toMatch(
      /same range, target and failure.*Expected19 builds, \d+ runs, about 2 h.*This one took\d+ builds, \d+ runs, 40 min/,
    )
  await dialog.getByRole('button', { name: 'Keep as it is' }).click()
  expect(site.page.url()).toMatch(/finishedbisect$/)
  expect(site.world.scenarios.size).toBe(2)
  await site.page.getByRole('button', { name: 'Retry' }).click()
  await dialog.getByRole('button', { name: 'Retry it' }).click()
  await site.page.waitForURL(/\/bisections\/finishedbisectagain/)
  const request = site.page.getByRole('region', { name: 'Request' })
  await request.getByRole('link', { name: `bisection ${finished.slice(0, 12)}` }).waitFor()
  await expect.poll(() => request.textContent()).toContain('Asked for bymira')
})

test('a bisection can be asked again with changes, also while it runs', async () => {
  for (const id of [running, finished]) {
    await site.open(`/bisections/${id}`)
    await site.page.getByRole('link', { name: 'Ask again with changes' }).click()
    await expect.poll(() => site.page.getByRole('combobox', { name: 'Good commit' }).inputValue()).toBe('v6.1-lab-good')
    expect(site.page.url()).toContain(`from=${id}`)
  }
})

test('a paused bisection says why and offers to resume before anything else', async () => {
  const reason = 'Building 3082459ed2dd failed 5 times (toolchain-differs): lab-host-2 builds with gcc 14.'
  const { bisection, ...rest } = scenario(running, 3)
  const progress = { ...bisection.progress, working: [] }
  site.world.scenarios.set(running, { ...rest, bisection: { ...bisection, state: 'paused', reason, progress } })
  await site.open(`/bisections/${running}`)
  const resume = site.page.getByRole('button', { name: 'Resume', exact: true })
  await resume.waitFor()
  const main = (await site.page.getByRole('main').textContent()) ?? ''
  expect(main).not.toContain('the next step is being decided')
  expect(main).toContain('Nothing is built or booted until the bisection is resumed.')
  const places = [reason, 'Resume', 'Prepare', 'of 64 commits left'].map((words) => main.indexOf(words))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  await resume.click()
  await site.page.getByRole('dialog').getByText('run again').waitFor()
  await site.page.keyboard.press('Escape')
  await site.page.getByRole('button', { name: 'Resume with the present tools' }).click()
  await site.page.getByRole('dialog').getByText('made again with what the hosts have now').waitFor()
})

test('a bisection that no worker can serve says for which worker it waits at the top, until one comes', async () => {
  const waitingFor = 'Waits for a worker that can build for arm64 with gcc 14: the one that is alive cannot.'
  const { bisection, ...rest } = scenario(running, 3)
  const progress = { ...bisection.progress, working: [] }
  site.world.scenarios.set(running, { ...rest, bisection: { ...bisection, progress, waitingFor } })
  await site.page.clock.install()
  await site.open(`/bisections/${running}`)
  const words = site.page.getByRole('status').filter({ hasText: waitingFor })
  await words.waitFor()
  const main = (await site.page.getByRole('main').textContent()) ?? ''
  expect(main.split(waitingFor)).toHaveLength(2)
  expect(main.indexOf(waitingFor)).toBeLessThan(main.indexOf('Prepare'))
  expect(main).toContain('Nothing is being built or booted.')
  expect(main).not.toContain('the next step is being decided')
  expect(await graveViolations(site.page)).toEqual([])

  await site.page.getByText('Live', { exact: true }).waitFor()
  site.world.scenarios.set(running, { ...rest, bisection: { ...bisection, waitingFor: null } })
  await site.page.clock.fastForward(15_000)
  await words.waitFor({ state: 'detached' })
})

test('who may only read is offered nothing that would be refused', async () => {
  site.world.scope = 'read'
  site.world.mails.push(heldMail('mailheld0001', finished))
  await site.open(`/bisections/${finished}?commit=${culprit}`)
  await regression().waitFor()
  await detail().waitFor()
  await site.page.waitForLoadState('networkidle')
  await expect.poll(() => site.page.getByRole('link', { name: 'Ask again' }).count()).toBe(0)
  for (const name of [/Retry/, /Delete/, /Cancel/, /Change/, /Run it again/, /Set the verdict/, /^Send/])
    await expect.poll(() => site.page.getByRole('button', { name }).count(), { message: String(name) }).toBe(0)
  await site.open('/')
  await site.page.getByText('culprit named').waitFor()
  await expect.poll(() => site.page.getByText('waits for a decision').count()).toBe(0)
  await expect.poll(() => site.page.getByRole('link', { name: 'New bisection' }).count()).toBe(0)
  await site.open('/mails')
  await site.page.getByText('Seeing mails needs a token with the scope admin').waitFor()
  site.world.scope = 'submit'
  await site.open(`/bisections/${finished}`)
  await site.page.getByRole('button', { name: 'Retry' }).waitFor()
  await expect.poll(() => site.page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
})

test('a held mail shows whom it would go to and why, and goes when somebody sends it', async () => {
  site.world.mails.push(heldMail('mailheld0001', finished), heldMail('mailheld0002', finished))
  await site.open('/')
  await site.page.getByText('2 mails wait for a decision. Look at them').waitFor()
  await site.page.getByRole('link', { name: 'Look at them' }).click()
  await site.page.getByRole('link', { name: 'The bisection it is about' }).first().click()
  const mails = site.page.getByRole('region', { name: 'Mails' })
  const [first, second] = [mails.getByRole('article').first(), mails.getByRole('article').nth(1)]
  await expect
    .poll(() => first.textContent())
    .toMatch(/Mira Lindqvist <mira@example.org>.*she is the author of the culprit/)
  await first.getByText('What it says').click()
  await first.getByText('Hello,').waitFor()
  await first.getByRole('button', { name: 'Send' }).click()
  await expect
    .poll(() => first.getByRole('dialog').textContent())
    .toContain('It goes to Mira Lindqvist, linux-mm@example.org.')
  await first.getByRole('button', { name: 'Send it' }).click()
  await first.locator('.chip', { hasText: 'sent' }).waitFor()
  await second.getByRole('button', { name: 'Discard' }).click()
  await second.getByRole('button', { name: 'Discard it' }).click()
  await second.locator('.chip', { hasText: 'discarded' }).waitFor()
  expect(site.world.mails.map(({ state, decidedBy }) => [state, decidedBy])).toEqual([
    ['sent', 'mira'],
    ['discarded', 'mira'],
  ])
})

test('the command that shows the failure is at the top, and every form of the report is linked', async () => {
  await site.open(`/bisections/${finished}?tab=report`)
  const reproduce = site.page.getByRole('region', { name: 'See it yourself' })
  const path = `/api/v1/bisections/${finished}/reproduce.sh`
  await expect.poll(() => reproduce.locator('pre').textContent()).toBe(`curl -fsS ${site.server.url}${path} | sh`)
  await expect.poll(() => reproduce.getByRole('link', { name: 'Download the script' }).getAttribute('href')).toBe(path)
  const forms = site.page.getByRole('list', { name: 'Other forms' })
  const links = await forms.getByRole('link').evaluateAll((all) => all.map((each) => each.getAttribute('href')))
  expect(links.map((link) => link?.replace(`/api/v1/bisections/${finished}/`, ''))).toEqual([
    'report?format=text',
    'report?format=markdown',
    'report?format=json',
    'bisect-log',
    'kcidb',
  ])
})

test('the time line shows what each worker did, as a picture of few elements and as a table', async () => {
  const current = site.world.scenarios.get(finished) ?? scenario(finished, 1)
  const many = Array.from({ length: 600 }, (_, index) => ({
    ...(current.runs[index % current.runs.length] ?? current.runs[0]),
    id: `manyruns${index}`,
    worker: `lab-host-${index % 4}`,
    finishedAt: new Date(Date.parse(current.bisection.createdAt) + index * 4000).toISOString(),
  }))
  site.world.scenarios.set(finished, { ...current, runs: many as typeof current.runs })
  // What is drawn comes after the page around it, as it often does.
  await site.page.route(/\/(runs|builds)$/, async (route) => {
    await site.page.getByRole('region', { name: 'Request' }).waitFor()
    await route.continue()
  })
  await site.open(`/bisections/${finished}`)
  const line = site.page.getByRole('region', { name: 'Time line' })
  await line.locator('.bar-passed').first().waitFor()
  await expect.poll(() => line.locator('svg *').count()).toBeLessThan(80)
  await expect.poll(() => line.textContent()).toContain('600 boots')
  await line.getByText('As a table').click()
  await line.getByRole('row').nth(600).waitFor()
})

test('a step that others take is seen without a reload', async () => {
  await site.open(`/bisections/${running}`)
  await site.page.getByText('Live', { exact: true }).waitFor()
  const current = site.world.scenarios.get(running) ?? scenario(running, 3)
  const { bisection } = current
  const state = 'claimed' as const
  site.world.scenarios.set(running, {
    ...current,
    bisection: { ...bisection, regression: bisection.regression && { ...bisection.regression, state } },
  })
  const event: Event = {
    id: 900,
    bisectionId: running,
    type: 'triaged',
    message: 'claimed',
    data: {},
    at: bisection.createdAt,
  }
  site.server.publish(event)
  await expect.poll(() => regression().locator('.badge').textContent(), { timeout: 60_000 }).toContain('claimed')
})
