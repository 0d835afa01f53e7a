import { hashOf } from '@kbisect/testing'
import { expect, it } from 'vitest'
import type { BuildDone } from '../model/work-ports.ts'
import { openUseCases } from './use-cases.fixture.ts'

const text = 'the build did not end within 3600 s: its processes slept'
const hung: Partial<BuildDone> = {
  ...{ result: 'failed', imageDigest: null, signature: { kind: 'build-failed', text } },
  doubt: { code: 'build-hung', text, hint: 'raise KBISECT_BUILD_TIMEOUT_SECONDS' },
}

it('a commit whose build hangs counts as untestable after the second time, and its bisection goes on', async () => {
  const { hosts, start, runToEnd, store, eventsOf } = openUseCases()
  const hanging = new Set(['c2', 'c1'].map(hashOf))
  hosts.build = async ({ source }) => (hanging.has(source) ? hung : undefined)
  const { id } = await start()
  const { state, result } = await runToEnd(id)
  expect(state).toBe('finished')
  const builds = (await store.facts(id)).builds.filter(({ signature }) => signature?.text === text)
  expect(builds.map(({ result: how }) => how)).toEqual(builds.map(() => 'failed'))
  expect(builds.length).toBeGreaterThan(0)
  // The first one was tried twice; the next one, which hangs alike, is believed at once.
  expect(eventsOf('infrastructure-error')).toHaveLength(1)
  expect(result).toMatchObject({
    label: 'range',
    cause: 'untestable commits',
    range: ['c1', 'c2', 'c3'].map(hashOf),
    findings: [{ signature: { text }, runs: 0 }],
  })
})
