import { expect, test } from 'vitest'
import { graveViolations } from '../../fixture/axe.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'
import { watch, watchedRevision, watchResult } from '../../fixture/watch-world.fixture.ts'

const next = watch('next')
const last = watchedRevision('7', [watchResult('arm', { state: 'failed' }), watchResult('arm64')])
const site = serveSite((world) => {
  world.forms.watches.push(next, watch('elsewhere', { tree: 'other' }))
  world.forms.watchedRevisions.push(last, watchedRevision('6', [watchResult('arm')]))
})
const watches = () => site.page.getByRole('region', { name: 'Watches' })

test("a tree's page lists its watches with their last look and last revision, and leads to both", async () => {
  await site.open('/trees/lab')
  const items = watches().getByRole('listitem')
  await expect
    .poll(() => items.allTextContents())
    .toEqual([
      expect.stringMatching(
        /next.*master, tags\/next-\* · looked 6 min ago.*1 failed, 1 passed: Merge tag 7 of the lab .* of master/,
      ),
    ])
  expect(await graveViolations(site.page)).toEqual([])
  await watches().getByRole('link', { name: 'Merge tag 7 of the lab' }).click()
  await site.page.waitForURL(`**/watches/${next.id}/revisions/${last.commit}`)
  await site.page.goBack()
  await watches().getByRole('link', { name: 'next', exact: true }).click()
  await site.page.waitForURL(`**/watches/${next.id}`)
})

test('a tree without a watch says how to add one, also on a phone', async () => {
  site.world.forms.watches.length = 0
  await site.page.setViewportSize({ width: 390, height: 844 })
  await site.open('/trees/lab')
  await watches().getByText('kbisect watch-branch add NAME --tree lab').waitFor()
  const over = await site.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(over).toBe(0)
})
