import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeInitramfs } from '@kbisect/boot'
import { type Bisection, type BisectionRequest, Kcidb, type Report } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory, type ToyHistory } from './history.ts'
import { brokenBy, buildFailure, tangledMerges } from './plans.ts'
import { type Program, startProgram } from './program.ts'
import { writeStandInBusyboxes } from './stand-in-busybox.ts'
import type { ToyPlan } from './toy-plan.ts'

let program: Program
let root: string
let busybox: string

beforeAll(async () => {
  program = await startProgram()
  root = join(program.settings.stateDir, '..')
  busybox = join(program.settings.stateDir, 'busybox', 'busybox-arm64')
  writeStandInBusyboxes(program.settings.stateDir)
})
afterAll(async () => program?.stop())

// One run: how sure an answer is does not matter here.
const runs = { boundaries: 1, confirm: 1 }

async function bisect(name: string, plan: ToyPlan, more: Partial<BisectionRequest> = {}) {
  const history = await createToyHistory({ directory: join(root, `${name}.git`), plan })
  await program.api.addTree(name, history.url)
  const request = {
    tree: name,
    good: plan.good,
    bad: plan.bad,
    target: { architecture: 'arm64' as const },
    runs,
    ...more,
  }
  const bisection = await program.api.ended((await program.api.start(request)).id)
  expect(bisection.reason).toContain('is the first bad commit')
  expect(bisection.culprit?.hash).toBe(history.hash('culprit'))
  return { bisection, history }
}

/** Downloads the script and runs it as a reader of the report does, in a directory of its own. */
async function reproduce({ id }: Bisection, work: string, args: string[] = [], env: Record<string, string> = {}) {
  const answer = await program.api.request('GET', `/bisections/${id}/reproduce.sh`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/x-shellscript; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="reproduce-${id}.sh"`)
  const file = join(root, `${work}.sh`)
  writeFileSync(file, await answer.text())
  return await run({
    file: 'sh',
    args: [file, ...args],
    env: { WORK: join(root, work), BUSYBOX: busybox, HOME: root, ...env },
  })
}

/** A bisection that several tests read. */
let panic: Awaited<ReturnType<typeof bisect>>
beforeAll(async () => {
  panic = await bisect('panic', brokenBy({ arm64: 'panic' }))
}, 3_600_000)

test('the script shows the failure of the culprit, and that its parent passes', async () => {
  const { bisection, history } = panic
  const culprit = await reproduce(bisection, 'culprit')
  expect(culprit.exitCode, culprit.stdout + culprit.stderr).toBe(0)
  expect(culprit.stdout).toContain('mm: reserve the pool in another way')
  expect(culprit.stdout).toMatch(/REPRODUCED in boot 1: .*\n.*Kernel panic - not syncing: toy_pool_alloc: Failed/)
  expect(culprit.stdout).not.toContain('Note:')
  const parent = await reproduce(bisection, 'parent', ['--parent'], { KERNEL: history.directory, WRAPPER: 'ccache' })
  expect(parent.exitCode, parent.stdout + parent.stderr).toBe(1)
  expect(parent.stdout).toContain('It does not show: this commit passed 1 of 1 boots.')
  expect(parent.stdout).not.toContain('Note:')
})

test('image, configuration and root file system are those that the service built and booted', async () => {
  const { bisection } = await bisect('script', brokenBy({ exit: 3 }), {
    test: { kind: 'script', script: "echo 'it''s' \"$HOME\"\nexit 0" },
  })
  const result = await reproduce(bisection, 'script')
  expect(result.exitCode, result.stdout + result.stderr).toBe(0)
  const builds = await program.api.builds(bisection.id)
  const built = builds.find(({ commit }) => commit === bisection.culprit?.hash)
  const read = async (name: string) => {
    const digest = built?.artifacts.find((artifact) => artifact.name === name)?.digest
    return Buffer.from(await (await program.api.request('GET', `/artifacts/${digest}`)).arrayBuffer())
  }
  const output = join(root, 'script', `build-${bisection.culprit?.hash.slice(0, 12)}`)
  expect(readFileSync(join(output, '.config')).equals(await read('config'))).toBe(true)
  expect(readFileSync(join(output, 'arch/arm64/boot/Image')).equals(await read('image'))).toBe(true)
  const nonce = /kbisect:([0-9a-f]+):ready/.exec(readFileSync(join(root, 'script', 'console.log'), 'utf8'))?.[1] ?? ''
  const file = join(root, 'service.cpio')
  const { test: asked } = bisection.request
  if (asked?.kind !== 'script') throw new Error('a script was asked for')
  await writeInitramfs({ busybox, nonce, test: asked, file, compression: 'none' })
  expect(readFileSync(join(root, 'script', 'root.cpio')).equals(readFileSync(file))).toBe(true)
})

test('a kernel that does not build is shown by building it', async () => {
  const build = await bisect('build', buildFailure, { test: { kind: 'build' } })
  const failed = await reproduce(build.bisection, 'build')
  expect(failed.exitCode, failed.stdout + failed.stderr).toBe(0)
  expect(failed.stdout).toContain('REPRODUCED: it does not build')
  const parent = await reproduce(build.bisection, 'build', ['--parent'])
  expect(parent.exitCode, parent.stdout + parent.stderr).toBe(1)
  expect(parent.stdout).toContain('It does not show: this commit builds.')
})

test('the reports of a real bisection are whole in each form, and KCIDB takes its results', async () => {
  const { bisection } = panic
  const ask = (path: string, accept?: string) =>
    program.api.request('GET', `/bisections/${bisection.id}/${path}`, accept ? { headers: { accept } } : {})
  const markdown = await ask('report', 'text/markdown')
  expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  const report = (await (await ask('report', 'application/json')).json()) as Report
  expect(report.markdown).toBe(await markdown.text())
  expect(report.text).toBe(await (await ask('report?format=text')).text())
  expect(report.reproduceScript).toBe(`${program.api.url}/api/v1/bisections/${bisection.id}/reproduce.sh`)
  const make = 'make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-'
  for (const form of [report.text, report.markdown])
    for (const words of [
      report.reproduceScript,
      `${make} olddefconfig`,
      `${make} Image`,
      'qemu-system-aarch64 -machine virt',
    ])
      expect(form).toContain(words)
  expect(report.text).toContain(`\n#regzbot introduced: ${bisection.culprit?.hash}\n`)
  const exported: unknown = await (await ask('kcidb')).json()
  expect([...Value.Errors(Kcidb, exported)]).toEqual([])
  const { checkouts = [], builds = [], tests = [], issues = [], incidents = [] } = exported as Kcidb
  const runs = (await program.api.runs(bisection.id)).filter(({ reverted }) => reverted === null)
  expect(tests).toHaveLength(runs.length)
  expect(new Set(tests.map(({ status }) => status))).toEqual(new Set(['PASS', 'FAIL']))
  expect(builds.length).toBeGreaterThanOrEqual(checkouts.length)
  expect(issues).toHaveLength(1)
  expect(incidents.map(({ test_id, present }) => [test_id, present])).toEqual(
    tests.map(({ id, status }) => [id, status === 'FAIL']),
  )
})

/** What git itself concludes from a bisect log. */
async function replay(history: ToyHistory, log: string): Promise<string> {
  const clone = join(root, 'clone')
  const git = (...args: string[]) => run({ file: 'git', args: ['-C', clone, ...args] })
  await run({ file: 'git', args: ['clone', '--quiet', history.directory, clone] })
  writeFileSync(`${clone}.log`, log)
  const replayed = await git('bisect', 'replay', `${clone}.log`)
  expect(replayed.exitCode, replayed.stderr).toBe(0)
  return replayed.stdout
}

test('the bisect log replays in a history of merges, to the culprit', async () => {
  const { bisection, history } = await bisect('tangled', tangledMerges)
  const answer = await program.api.request('GET', `/bisections/${bisection.id}/bisect-log`)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await replay(history, await answer.text())).toContain(`${history.hash('culprit')} is the first bad commit`)
})

test('while nothing is built there is nothing to reproduce', async () => {
  const history = await createToyHistory({ directory: join(root, 'early.git'), plan: brokenBy('panic') })
  await program.api.addTree('early', history.url)
  // A machine that nobody has: it waits for ever.
  const { id } = await program.api.start({
    tree: 'early',
    good: 'base',
    bad: 'main',
    target: { architecture: 'arm64', toolchain: 'gcc-99' },
  })
  const answer = await program.api.request('GET', `/bisections/${id}/reproduce.sh`)
  expect(answer.status).toBe(409)
  await program.api.post(`/bisections/${id}/cancel`)
})
