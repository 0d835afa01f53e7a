import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { type KillableProgram, startKillableProgram } from './killable-program.ts'
import { OTHER_GCC, otherGccInstead } from './other-gcc.ts'
import { harmless } from './plans.ts'
import type { ToyPlan } from './toy-plan.ts'

let program: KillableProgram

beforeEach(async () => {
  program = await startKillableProgram({ workers: 0 })
})

afterEach(() => program?.stop())

const panics = { x86_64: { panicsUnderGcc: OTHER_GCC } } as const

/**
 * Every commit fails under one compiler, so that with one compiler throughout nothing changes
 * between good and bad.
 */
const sameEverywhere: ToyPlan = {
  commits: [{ name: 'base', behaviour: panics }, ...harmless('later', 11)],
  good: 'base',
  bad: 'later-11',
}

async function begin(tree: string, { commits, good, bad }: ToyPlan): Promise<string> {
  const { api, settings } = program
  const history = await createToyHistory({ directory: join(settings.stateDir, '..', tree), plan: { commits } })
  await api.addTree(tree, history.url)
  const target = { architecture: 'x86_64' } as const
  return (await api.start({ tree, good, bad, target, runs: { boundaries: 1, confirm: 1 } })).id
}

const compilersOf = async (id: string) => new Set((await program.api.builds(id)).map(({ toolchainId }) => toolchainId))

test('two hosts with different compilers never name a commit that breaks nothing', async () => {
  program.addWorker({ KBISECT_WORKER_NAME: 'usual' })
  program.addWorker({ KBISECT_WORKER_NAME: 'other' }, otherGccInstead())
  for (const number of [1, 2]) {
    const id = await begin(`tree-${number}`, sameEverywhere)
    const bisection = await program.api.ended(id)
    expect(bisection).toMatchObject({ state: 'finished', outcome: 'not-reproduced', culprit: null })
    expect((await compilersOf(id)).size).toBe(1)
  }
})
