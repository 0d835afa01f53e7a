import { chmodSync, cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createToyHistory } from './history.ts'
import { type KillableProgram, startKillableProgram } from './killable-program.ts'
import { brokenBy } from './plans.ts'

/** For what is sure to come. */
const PATIENCE = { timeout: 300_000, interval: 50 }

let program: KillableProgram
let directory: string

beforeEach(async () => {
  program = await startKillableProgram({ workers: 0 })
  directory = join(program.settings.stateDir, '..', 'broken')
})

afterEach(() => program?.stop())

/**
 * Where the broken host and its sandboxes see the directory: in place of one that they show and no
 * build needs.
 */
const SEEN_AT = '/usr/share/misc'

/**
 * A host on which a program is not what it should be: `$real` is what it should be, and `wait`
 * waits for the file `go`.
 */
function addBrokenHost(path: string, script: string): void {
  mkdirSync(directory)
  const seenAt = realpathSync(path)
  cpSync(seenAt, join(directory, 'real'))
  const file = join(directory, 'broken')
  const words = `real=${SEEN_AT}/real; wait() { while [ ! -e ${SEEN_AT}/go ]; do sleep 0.1; done; }`
  writeFileSync(file, `#!/bin/sh\n${words}\n${script}\n`)
  chmodSync(file, 0o755)
  program.addWorker({ KBISECT_WORKER_NAME: 'broken' }, { [SEEN_AT]: directory, [seenAt]: file })
}

/** Adds a host that is fine while the broken one is at work, and lets that one go on. */
async function addFineHost(): Promise<void> {
  program.addWorker({ KBISECT_WORKER_NAME: 'fine' })
  await vi.waitFor(async () => {
    const { items } = await program.api.get<{ items: { name: string }[] }>('/workers')
    expect(items.map(({ name }) => name.split('-')[0])).toContain('fine')
  }, PATIENCE)
  writeFileSync(join(directory, 'go'), '')
}

/** A bisection that the broken host begins alone, and that goes on with a second one. */
async function bisect(firstWork: 'build-started' | 'run-started') {
  const { api, settings } = program
  const plan = brokenBy('panic')
  const history = await createToyHistory({ directory: join(settings.stateDir, '..', 'toy.git'), plan })
  await api.addTree('toy', history.url)
  const { id } = await api.start({
    tree: 'toy',
    good: plan.good,
    bad: plan.bad,
    target: { architecture: 'arm64' },
    runs: { boundaries: 1, confirm: 1 },
  })
  await vi.waitFor(async () => {
    expect((await api.events(id)).map(({ type }) => type)).toContain(firstWork)
  }, PATIENCE)
  await addFineHost()
  const bisection = await api.ended(id)
  const events = await api.events(id)
  const faults = events.filter(({ type }) => type === 'infrastructure-error')
  return { id, bisection, events, faults, culprit: history.hash('culprit') }
}

const hostsOf = (facts: readonly { worker: string }[]) => [...new Set(facts.map(({ worker }) => worker))]
const codesOf = (faults: readonly Event[]) => [...new Set(faults.map(({ data }) => data.code))]

test('what an emulator without a word says of kernels is not believed: another host boots them', async () => {
  addBrokenHost('/usr/bin/qemu-system-aarch64', '[ "$1" = --version ] && exec $real --version; wait')
  const { id, bisection, faults, culprit } = await bisect('run-started')
  expect(bisection).toMatchObject({ state: 'finished', outcome: 'culprit', culprit: { hash: culprit } })
  expect(bisection.result?.findings).toEqual([])
  expect(codesOf(faults)).toEqual(['no-kernel-line'])
  expect(faults[0]?.message).toMatch(/^broken-1: the console showed nothing at all, for .* in QEMU emulator version/)
  expect(hostsOf(await program.api.runs(id))).toEqual(['fine-1'])
})

test('a host whose compiler is killed each time builds nothing, and the bisection does not pause for it', async () => {
  const compiler = await run({ file: 'aarch64-linux-gnu-gcc', args: ['-print-prog-name=cc1'] })
  addBrokenHost(compiler.stdout.trim(), 'wait; kill -KILL $$')
  const { id, bisection, events, faults, culprit } = await bisect('build-started')
  expect(bisection).toMatchObject({ state: 'finished', outcome: 'culprit', culprit: { hash: culprit } })
  expect(codesOf(faults)).toEqual(['compiler-killed-unconfirmed'])
  expect(hostsOf(await program.api.builds(id))).toEqual(['fine-1'])
  // No task was given to the broken host twice.
  const tasks = faults.map(({ data }) => `${data.commit}~${data.reverted}${data.clean ? ' clean' : ''}`)
  expect(new Set(tasks).size).toBe(tasks.length)
  expect(events.filter(({ type }) => type === 'paused')).toEqual([])
})
