import type { RunResult } from '@kbisect/verdict'
import { expect, it } from 'vitest'
import type { Task } from '../model/facts.ts'
import { panic } from '../plan/simulated-hosts.fixture.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { locateFailure } from './locate-failure.ts'

const frame = { symbol: 'cma_init', offset: 12 }
const shown: RunResult = { kind: 'failed', stage: 'kernel', signature: panic, frame }

async function locating(names: readonly string[]) {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.advance(id)
  const artifacts = await Promise.all(names.map((name) => cases.artifacts.putFile(name, `/${name}`)))
  const [first] = cases.queue.tasks.values()
  const context = { task: first?.task as Task, signal: new AbortController().signal }
  const asked: unknown[] = []
  const host = {
    findSource: async (...about: unknown[]) => {
      asked.push(...about.slice(0, 3))
      return 'mm/cma.c:203'
    },
  }
  const locate = (signal: RunResult) => locateFailure(cases, host, context, { artifacts }, signal)
  return { ...cases, locate, asked }
}

it('a failure gets the source line of its place where the build has debug information', async () => {
  const { locate, asked } = await locating(['image', 'system-map', 'debug-info'])
  expect(await locate(shown)).toEqual({ ...shown, signature: { ...panic, source: 'mm/cma.c:203' } })
  expect(asked).toEqual([frame, { systemMap: '/system-map', debugInfo: '/debug-info' }, 'arm64'])
})

it('nobody is asked without debug information, or where there is no place', async () => {
  const without = await locating(['image', 'system-map'])
  expect(await without.locate(shown)).toBe(shown)
  const silent: RunResult = { kind: 'failed', stage: 'kernel', signature: panic }
  const placeless = await locating(['system-map', 'debug-info'])
  expect(await placeless.locate(silent)).toBe(silent)
  expect([...without.asked, ...placeless.asked]).toEqual([])
})

it('a lost artifact leaves the failure as it is', async () => {
  const { locate, artifacts } = await locating(['system-map', 'debug-info'])
  artifacts.clear()
  expect(await locate(shown)).toBe(shown)
})

it('a file that cannot be read for a moment is an infrastructure error, so that the boot is repeated', async () => {
  const { locate, artifacts } = await locating(['system-map', 'debug-info'])
  const broken = Object.assign(new Error('read error'), { code: 'EIO' })
  artifacts.withFile = () => Promise.reject(broken)
  await expect(locate(shown)).rejects.toBe(broken)
})
