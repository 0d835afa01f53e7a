import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { brokenBy } from './plans.ts'
import { type Program, startProgram } from './program.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram()
})

afterAll(() => program?.stop())

test('a builds directory that cannot be written is our fault, tried again, and never an answer about a kernel', async () => {
  const { api, settings } = program
  const plan = brokenBy('panic')
  const history = await createToyHistory({ directory: join(settings.stateDir, '..', 'toy.git'), plan })
  await api.addTree('toy', history.url)
  // For root too: what should be a directory is a file.
  const inTheWay = join(settings.stateDir, 'builds', 'host-1')
  mkdirSync(join(inTheWay, '..'), { recursive: true })
  writeFileSync(inTheWay, '')
  const { id } = await api.start({
    tree: 'toy',
    good: plan.good,
    bad: plan.bad,
    target: { architecture: 'arm64' },
    runs: { boundaries: 1, confirm: 1 },
  })
  const troubled = await api.when(id, ({ progress }) => progress.infrastructureErrors >= 2)
  expect(troubled).toMatchObject({
    state: 'running',
    stage: 'boundaries',
    result: null,
    progress: { builds: 0, runs: 0 },
  })
  const faults = (await api.events(id)).filter(({ type }) => type === 'infrastructure-error')
  expect(faults[0]?.message).toContain(inTheWay)
  rmSync(inTheWay)
  const bisection = await api.ended(id)
  expect(bisection).toMatchObject({
    outcome: 'culprit',
    label: 'confirmed',
    culprit: { hash: history.hash('culprit') },
  })
  expect(bisection.result?.findings).toEqual([])
})
