import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bisection, Report } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAnswer as answer } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await addSmallTree(service)
})
afterAll(() => service.remove())

/** A bisection whose bad revision failed with this console. */
async function failedWith(console: string): Promise<Bisection> {
  const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' }, attach: false }
  const bisection = await answer(Bisection, await service.call('POST', '/bisections', request), 201)
  const file = join(service.directory, 'console')
  writeFileSync(file, console)
  const { digest: log } = await service.parts.artifacts.putFile('log', file)
  const cost = { worker: 'w', seconds: 1, cpuSeconds: 1, logBytes: console.length, attempt: 1, log }
  await service.parts.store.bisections.addRun(bisection.id, {
    ...{ targetKey: bisection.targets[0]?.key ?? '', command: 'qemu', emulator: 'QEMU', accelerator: 'tcg' },
    ...{ ...cost, revision: { commit: bisection.bad.hash } },
    result: { kind: 'failed', stage: 'kernel', signature: { kind: 'panic', text: 'panic: no clock' } },
  })
  return bisection
}

const PANIC = '[    1.000000] Kernel panic - not syncing: no clock'

test.each([
  ['carriage returns', '\r'],
  ['the name of a compiler', 'clang'],
  ['frames of a call trace', ' f+0x1/0x2'],
  ['headlines', 'BUG: KASAN: aaa in a'],
])('the report of a console of 4 MiB of %s is made while others are answered', async (_, words) => {
  const hostile = words.repeat(Math.ceil((2 << 20) / words.length))
  const { id } = await failedWith(`${hostile}\n${PANIC}\n${hostile}`)
  const report = service.call('GET', `/bisections/${id}/report?format=json`)
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
  expect((await answer(Report, await report)).text).toContain('Kernel panic - not syncing: no clock')
})
