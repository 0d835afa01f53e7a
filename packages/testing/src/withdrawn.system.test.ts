import { join } from 'node:path'
import { openQueues, type Queues } from '@kbisect/queue'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { expectNoWorkLeft, type OwnProcess, processesOf, waitFor, workOf } from './own-processes.ts'
import { brokenBy } from './plans.ts'
import { type Program, startProgram } from './program.ts'
import { startTestServices, type TestServices } from './services.ts'

let services: TestServices
let program: Program
let queues: Queues

beforeAll(async () => {
  services = await startTestServices()
  const { databaseUrl, redisUrl } = services
  const servers = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  program = await startProgram({ workers: 1, settings: { ...servers, KBISECT_GIT_PROTOCOLS: 'file' } })
  const history = await createToyHistory({
    directory: join(program.settings.stateDir, '../hangs'),
    plan: brokenBy('hang'),
  })
  await program.api.addTree('hangs', history.url)
  queues = openQueues({ redisUrl })
})

afterAll(async () => {
  await queues?.close()
  await program?.stop()
  await services?.stop()
})

const running = (name: string) =>
  waitFor(`a ${name}`, 60, () => workOf(program.settings.stateDir).find((one) => one.program.startsWith(name)))

/** A make that is stopped, so that it is not finished before we come. */
const heldMake = () =>
  waitFor('a make', 60, () =>
    workOf(program.settings.stateDir).find((one) => {
      if (one.program !== 'make') return false
      try {
        return process.kill(one.pid, 'SIGSTOP')
      } catch {
        return false // it has just ended
      }
    }),
  )

const ended = ({ pid, program: name }: OwnProcess) =>
  waitFor(`the end of ${name} ${pid}`, 5, () =>
    processesOf(program.settings.stateDir).every((one) => one.pid !== pid) ? true : undefined,
  )

/** Withdraws all that is being done of the bisection, and answers what that is. */
async function withdrawActive(id: string): Promise<string[]> {
  const active = (await queues.pending(id)).filter(({ seconds }) => seconds !== undefined)
  await queues.withdraw(active.map(({ job }) => job))
  return [...new Set(active.map(({ job }) => `${job.kind} ${job.architecture}`))]
}

test('a build and a boot that are withdrawn end at once, leave no fault, and are done again when they are wanted', async () => {
  const { api, settings } = program
  const request = { tree: 'hangs', good: 'base', bad: 'main', target: { architecture: 'arm64' as const } }
  const { id } = await api.start({ ...request, budget: { bootCpuSeconds: 600 } })

  const make = await heldMake()
  expect(await withdrawActive(id)).toEqual(['build arm64'])
  await ended(make)

  const emulator = await running('qemu-')
  expect(await withdrawActive(id)).toEqual(['boot arm64'])
  await ended(emulator)
  expect((await running('qemu-')).pid).not.toBe(emulator.pid)

  const events = await api.events(id)
  const stopped = events.filter(({ type }) => type === 'choice').map(({ message }) => message)
  expect([...new Set(stopped)]).toEqual([
    expect.stringMatching(/^Stopped building [0-9a-f]{12} for arm64: its result would teach nothing any more\.$/),
    expect.stringMatching(/^Stopped booting [0-9a-f]{12} for arm64: its result would teach nothing any more\.$/),
  ])
  const { progress } = await api.bisection(id)
  expect(progress).toMatchObject({ builds: 1, runs: 0, infrastructureErrors: 0 })
  await api.post(`/bisections/${id}/cancel`)
  await expectNoWorkLeft(settings.stateDir, 5)
})
