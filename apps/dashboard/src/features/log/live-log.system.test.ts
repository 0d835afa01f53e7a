import { expect, test } from 'vitest'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const running = 'runningbisect1'
const site = serveSite((world) => {
  world.scenarios.set(running, scenario(running, 3))
})
const lines = () => site.page.getByRole('region', { name: 'Log lines' })
const { working } = scenario(running, 3).bisection.progress
const task = working[0]?.task ?? ''
const printed = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `[    ${from + at}.000000] line ${from + at}\n`).join('')

test('the output of a boot opens in the log viewer and grows while the reader looks', async () => {
  site.server.print(task, printed(0, 200))
  await site.open(`/bisections/${running}`)
  await site.page.getByRole('link', { name: 'Follow its output' }).first().click()
  await site.page.waitForURL(/\/tasks\//)
  await lines().getByText('line 199', { exact: false }).waitFor()
  site.server.print(task, printed(200, 400))
  await lines().getByText('line 399', { exact: false }).waitFor()
  await expect.poll(() => site.page.locator('.log-row').count()).toBeLessThan(150)
  await expect.poll(() => site.page.title()).toMatch(/^▶ Boot, arm64/)

  // Who scrolls up stays there; Follow goes back to the end.
  await lines().hover()
  await site.page.mouse.wheel(0, -2000)
  const follow = site.page.getByRole('button', { name: 'Follow' })
  await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('false')
  site.server.print(task, printed(400, 420))
  await site.page.getByText('420 lines').waitFor()
  await expect.poll(() => lines().getByText('line 419').count()).toBe(0)
  await follow.click()
  await lines().getByText('line 419', { exact: false }).waitFor()
})

test('a connection that is lost comes back with all lines, and the end of the task leads to its run', async () => {
  site.server.print(task, printed(0, 20))
  await site.open(`/bisections/${running}/tasks/${task}`)
  await lines().getByText('line 19', { exact: false }).waitFor()
  site.server.cutStreams()
  await site.page.getByText('The connection was lost').waitFor()
  site.server.print(task, printed(20, 30))
  await lines().getByText('line 29', { exact: false }).waitFor()

  const [, commit = '', , attempt] = task.split('.')
  const now = site.world.scenarios.get(running) ?? scenario(running, 3)
  const [first] = now.runs
  if (!first) throw new Error('the scenario has no run')
  const run = { ...first, id: 'thenewrun1', commit, attempt: Number(attempt) }
  site.world.scenarios.set(running, { ...now, runs: [...now.runs, run] })
  site.server.endTask(task)
  await site.page.getByText('The task is over').waitFor()
  await site.page.getByRole('link', { name: /open the log of the run/ }).click()
  await site.page.waitForURL(/\/runs\/thenewrun1/)
  expect(new URL(site.page.url()).searchParams.get('bisection')).toBe(running)
})
