import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { type Settings, serviceToken } from '@kbisect/settings'
import { type ServiceRecord, startDetachedService, stopService } from '@kbisect/supervisor'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiClient } from './api-client.ts'
import { createToyHistory, type ToyHistory } from './history.ts'
import { expectNoWorkLeft, processesOf, waitFor, workOf } from './own-processes.ts'
import { brokenBy } from './plans.ts'
import { builtApps, removeState, testSettings } from './program.ts'

let settings: Settings
let service: ServiceRecord
let history: ToyHistory
let id: string

// A kernel that hangs is booted for as long as its limit says: there is time to kill somebody
// meanwhile.
const plan = brokenBy('hang')
const budget = { bootCpuSeconds: 3 }

const api = () => new ApiClient(service.url, serviceToken(settings))
const start = () => startDetachedService({ settings, apps: builtApps() })

beforeAll(async () => {
  settings = testSettings()
  service = await start()
  history = await createToyHistory({ directory: join(settings.stateDir, '..', 'toy.git'), plan })
  await api().addTree('toy', history.url)
  const bisection = await api().start({
    tree: 'toy',
    good: plan.good,
    bad: plan.bad,
    target: { architecture: 'arm64' },
    runs: { boundaries: 1, confirm: 1 },
    budget,
  })
  id = bisection.id
})

afterAll(async () => {
  await stopService(settings)
  removeState(settings)
})

const working = (program: RegExp) => () => workOf(settings.stateDir).find((one) => program.test(one.program))
// Of the workers, the one that builds and boots: killing the coordinator ends no work.
const server = (file: string) => () =>
  processesOf(settings.stateDir).find(
    ({ commandLine, environment }) =>
      commandLine.endsWith(`${file}/dist/main.js`) && !environment.includes('KBISECT_WORKER_ROLES=coordinator\0'),
  )

function kill(file: string): number {
  const pid = server(file)()?.pid
  if (pid === undefined) throw new Error(`no ${file} runs`)
  process.kill(pid, 'SIGKILL')
  return pid
}

const another = (file: string, than: number) =>
  waitFor(`another ${file} after ${than}`, 30, () => {
    const now = server(file)()
    return now && now.pid !== than ? now : undefined
  })

async function flushRedis(): Promise<void> {
  const read = (name: string) => readFileSync(join(settings.stateDir, 'redis', name), 'utf8').trim()
  const flushed = await run({
    file: 'redis-cli',
    args: ['-p', read('port'), 'FLUSHALL'],
    env: { REDISCLI_AUTH: read('password') },
  })
  expect(flushed.stdout.trim()).toBe('OK')
}

// One story in chapters: each goes on with what the one before left.
test('a worker killed while it builds takes its compilers with it, and another one builds again', async () => {
  await waitFor('a build', 60, working(/^make$/))
  const pid = kill('worker')
  await expectNoWorkLeft(settings.stateDir, 5)
  await another('worker', pid)
  await waitFor('the build after the kill', 60, working(/^make$/))
})

test('a worker killed while it boots takes its emulator with it, and Redis may lose everything', async () => {
  await waitFor('a boot', 60, working(/^qemu-system/))
  const pid = kill('worker')
  await expectNoWorkLeft(settings.stateDir, 5)
  await flushRedis()
  await another('worker', pid)
  await waitFor('the boot after the kill', 60, working(/^qemu-system/))
})

test('the API killed while a kernel boots comes back at its place', async () => {
  await waitFor('a boot', 60, working(/^qemu-system/))
  const pid = kill('api')
  await another('api', pid)
  await expect
    .poll(
      () =>
        fetch(service.url).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 120_000 },
    )
    .toBe(true)
  expect((await api().bisection(id)).state).toBe('running')
})

test('the supervisor killed while a kernel boots ends API and worker, and its next start goes on by itself', async () => {
  await waitFor('a boot', 60, working(/^qemu-system/))
  process.kill(service.pid, 'SIGKILL')
  await waitFor('the end of API and worker', 30, () => ((server('api')() ?? server('worker')()) ? undefined : true))
  await expectNoWorkLeft(settings.stateDir, 5)
  service = await start()
  expect((await api().bisection(id)).state).toBe('running')
})

test('after all that the culprit is right, and none of it is taken for an answer about a kernel', async () => {
  const bisection = await api().ended(id)
  expect(bisection).toMatchObject({
    state: 'finished',
    outcome: 'culprit',
    label: 'confirmed',
    culprit: { hash: history.hash('culprit') },
    progress: { working: [] },
  })
  // The deaths of its workers, and nothing else.
  const errors = (await api().events(id)).filter(({ type }) => type === 'infrastructure-error')
  expect(errors.length).toBeGreaterThanOrEqual(2)
  expect([...new Set(errors.map(({ data }) => data.code))]).toEqual(['worker-died'])
  const told = [...(await api().builds(id)), ...(await api().runs(id))].map(
    (fact) =>
      `${fact.commit} ${fact.reverted} ${'attempt' in fact ? fact.attempt : fact.clean ? 'clean build' : 'build'}`,
  )
  expect(new Set(told).size).toBe(told.length)
})

test('when it is stopped in order nothing is left', async () => {
  expect(await stopService(settings)).toBe(true)
  expect(processesOf(settings.stateDir)).toEqual([])
})
