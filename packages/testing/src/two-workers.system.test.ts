import { join } from 'node:path'
import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory, type ToyHistory } from './history.ts'
import { expectNoWorkLeft, waitFor, workOf } from './own-processes.ts'
import { brokenBy } from './plans.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
let panics: ToyHistory
let hangs: ToyHistory

beforeAll(async () => {
  program = await startProgram({ workers: 2 })
  const at = (name: string) => join(program.settings.stateDir, '..', name)
  panics = await createToyHistory({ directory: at('panics'), plan: brokenBy('panic') })
  hangs = await createToyHistory({ directory: at('hangs'), plan: brokenBy('hang') })
  await program.api.addTree('panics', panics.url)
  await program.api.addTree('hangs', hangs.url)
})

afterAll(() => program?.stop())

const request = (tree: string, more: Partial<BisectionRequest> = {}): BisectionRequest => ({
  tree,
  good: 'base',
  bad: 'main',
  target: { architecture: 'arm64' },
  runs: { boundaries: 1, confirm: 1 },
  ...more,
})

/** A bisection whose kernel hangs in QEMU right now, and would for a long time. */
async function hanging(): Promise<Bisection> {
  const bisection = await program.api.start(request('hangs', { budget: { bootCpuSeconds: 600 } }))
  await waitFor('a boot', 60, () => workOf(program.settings.stateDir).find((one) => one.program.startsWith('qemu-')))
  return bisection
}

test('two bisections at once on two workers both find their culprit', async () => {
  const { api } = program
  const started = await Promise.all([
    api.start(request('panics')),
    api.start(request('panics', { target: { architecture: 'arm' }, match: 'any' })),
  ])
  const ended = await Promise.all(started.map(({ id }) => api.ended(id)))
  for (const bisection of ended) {
    expect(bisection).toMatchObject({ outcome: 'culprit', culprit: { hash: panics.hash('culprit') } })
  }
  const { items } = await api.get<{ items: { name: string; build: string[]; boot: string[] }[] }>('/workers')
  // The third one coordinates and does nothing else.
  expect(items.filter(({ build, boot }) => build.length > 0 && boot.length > 0)).toHaveLength(2)
  expect(items).toHaveLength(3)
  const builders = await Promise.all(started.map(({ id }) => api.builds(id)))
  expect(new Set(builders.flat().map(({ worker }) => worker))).toEqual(new Set(['host-1', 'host-2']))
})

test('cancelling ends what runs for the bisection at once, and keeps what was found', async () => {
  const { api, settings } = program
  const { id } = await hanging()
  const answer = await api.request('POST', `/bisections/${id}/cancel`)
  expect(answer.status).toBe(202)
  await expectNoWorkLeft(settings.stateDir, 5)
  const bisection = await api.ended(id)
  expect(bisection).toMatchObject({ state: 'finished', outcome: 'cancelled', culprit: null })
  expect(bisection.progress).toMatchObject({ working: [], runs: 0, infrastructureErrors: 0 })
  expect(bisection.progress.builds).toBeGreaterThan(0)
  expect((await api.request('POST', `/bisections/${id}/cancel`)).status).toBe(409)
})

test('deleting a bisection that runs stops its work and forgets all of it', async () => {
  const { api, settings } = program
  const { id } = await hanging()
  expect((await api.request('DELETE', `/bisections/${id}`)).status).toBe(204)
  await expectNoWorkLeft(settings.stateDir, 5)
  for (const path of ['', '/runs', '/builds', '/candidates', '/events', '/report']) {
    expect((await api.request('GET', `/bisections/${id}${path}`)).status, path).toBe(404)
  }
  expect((await api.request('DELETE', `/bisections/${id}`)).status).toBe(404)
})

test('cancelling one bisection leaves the other alone', async () => {
  const { api } = program
  const [doomed, other] = [await hanging(), await api.start(request('panics'))]
  await api.post(`/bisections/${doomed.id}/cancel`)
  expect(await api.ended(other.id)).toMatchObject({ outcome: 'culprit', culprit: { hash: panics.hash('culprit') } })
  expect(await api.ended(doomed.id)).toMatchObject({ outcome: 'cancelled' })
})
