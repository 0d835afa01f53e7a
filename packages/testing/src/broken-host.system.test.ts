import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event } from '@kbisect/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { type KillableProgram, startKillableProgram } from './killable-program.ts'
import { brokenBy } from './plans.ts'

let program: KillableProgram

beforeEach(async () => {
  program = await startKillableProgram({ workers: 0 })
})

afterEach(() => program?.stop())

/** A host on which a program of this name is not what it should be. The sandbox would show the right one. */
function addBrokenHost(name: string, script: string): void {
  const directory = join(program.settings.stateDir, '..', 'broken')
  mkdirSync(directory)
  const file = join(directory, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  const PATH = `${directory}:${process.env.PATH}`
  program.addWorker({ PATH, KBISECT_SANDBOX: 'none', KBISECT_WORKER_NAME: 'broken' })
}

/** A bisection that a broken host alone has failed at, and then goes on with a second host that is fine. */
async function bisectWithBrokenHost() {
  const { api, settings } = program
  const plan = brokenBy('panic')
  const history = await createToyHistory({ directory: join(settings.stateDir, '..', 'toy.git'), plan })
  await api.addTree('toy', history.url)
  const { id } = await api.start({
    tree: 'toy',
    good: plan.good,
    bad: plan.bad,
    target: { architecture: 'arm64' },
    runs: { ends: 1, confirm: 1 },
  })
  await api.when(id, ({ progress }) => progress.infrastructureErrors > 0)
  program.addWorker({ KBISECT_WORKER_NAME: 'fine' })
  const bisection = await api.ended(id)
  const faults = (await api.events(id)).filter(({ type }) => type === 'infrastructure-error')
  return { id, bisection, faults, culprit: history.hash('culprit') }
}

const hostsOf = (facts: readonly { worker: string }[]) => [...new Set(facts.map(({ worker }) => worker))].sort()
const codesOf = (faults: readonly Event[]) => [...new Set(faults.map(({ data }) => data.code))]

test('what an emulator without a word says of kernels is not believed: another host boots them', async () => {
  addBrokenHost('qemu-system-aarch64', 'case "$1" in --version) echo "QEMU emulator version 0";; esac')
  const { id, bisection, faults, culprit } = await bisectWithBrokenHost()
  expect(bisection).toMatchObject({ state: 'finished', outcome: 'culprit', culprit: { hash: culprit } })
  expect(bisection.result?.findings).toEqual([])
  expect(codesOf(faults)).toEqual(['no-kernel-line'])
  expect(faults[0]?.message).toMatch(/^broken-1: the console showed nothing at all, for .* in QEMU emulator version 0/)
  expect(hostsOf(await program.api.runs(id))).toEqual(['fine-1'])
})

test('a host whose compiler is killed each time builds nothing, and the bisection does not pause for it', async () => {
  addBrokenHost(
    'aarch64-linux-gnu-gcc',
    'case "$*" in *" -c "*) kill -KILL $$;; esac; exec /usr/bin/aarch64-linux-gnu-gcc "$@"',
  )
  const { id, bisection, faults, culprit } = await bisectWithBrokenHost()
  expect(bisection).toMatchObject({ state: 'finished', outcome: 'culprit', culprit: { hash: culprit } })
  expect(codesOf(faults)).toEqual(['compiler-killed'])
  expect(hostsOf(await program.api.builds(id))).toEqual(['fine-1'])
  expect(new Set(faults.map(({ data }) => data.commit)).size).toBe(faults.length)
})
