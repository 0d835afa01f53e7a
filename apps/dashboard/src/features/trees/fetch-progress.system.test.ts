import type { FetchProgress } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { tree } from '../../fixture/forms-world.fixture.ts'
import { scenario } from '../../fixture/scenario.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const waiting = 'waitingbisect'
const progress: FetchProgress = {
  stage: 'Receiving objects',
  percent: 45,
  bytes: 1.2 * 2 ** 30,
  bytesPerSecond: 3 * 2 ** 20,
  secondsLeft: 420,
}
const words = 'Receiving objects: 45 %, 1.2 GiB at 3.0 MiB/s, about 7 min left'

const site = serveSite((world) => {
  const { bisection, ...facts } = scenario(waiting, 0)
  const prepared = { ...bisection, state: 'running' as const, stage: 'prepare' as const, tree: 'big' }
  world.scenarios.set(waiting, { ...facts, bisection: prepared })
  const url = 'https://git.example.org/big.git'
  world.forms.trees.push(tree('big', url, { fetching: true, fetchedAt: null, progress }))
})

test.each(['/trees', '/trees/big', `/bisections/${waiting}`])(
  '%s shows how far the fetch of a tree is',
  async (path) => {
    await site.open(path)
    const shown = site.page.locator('.fetch-progress')
    await shown.waitFor()
    await expect.poll(() => shown.textContent()).toContain(words)
    await expect
      .poll(() => shown.getByRole('progressbar', { name: 'Receiving objects' }).getAttribute('value'))
      .toBe('45')
    const shots = process.env.SHOTS
    if (shots) await site.page.screenshot({ path: `${shots}${path.replaceAll('/', '_')}.png` })
  },
)

test('a bisection that waits for a fetch says so, and no longer when the fetch is over', async () => {
  await site.open(`/bisections/${waiting}`)
  const notice = site.page.locator('.waiting-for-fetch')
  await notice.waitFor()
  await expect.poll(() => notice.textContent()).toContain('Waiting for the fetch of big.')
  site.world.forms.trees[site.world.forms.trees.length - 1] = tree('big', 'https://git.example.org/big.git')
  await expect.poll(() => notice.count(), { timeout: 60_000 }).toBe(0)
})
