import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, start } from '@kbisect/exec'
import { readSettings } from '@kbisect/settings'
import { findService, stopService } from '@kbisect/supervisor'
import { createToyHistory, linearPanic, type ToyHistory } from '@kbisect/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Summary } from './summary.ts'

// The command as a user starts it, with the service that it starts.
const PROGRAM = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))
const SECONDS = 240

let directory = ''
let toy: ToyHistory
let environment: Record<string, string> = {}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-cli-'))
  // For root, Postgres runs as another user, who must get through.
  await chmod(directory, 0o711)
  toy = await createToyHistory({ directory: join(directory, 'toy.git'), plan: linearPanic })
  // As `npm run setup` leaves it: messages name the command as PATH has it.
  symlinkSync(PROGRAM, join(directory, 'kbisect'))
  environment = {
    KBISECT_STATE_DIR: join(directory, 'state'),
    KBISECT_PORT: '0',
    PATH: `${directory}:${process.env.PATH}`,
  }
})
afterAll(async () => {
  await stopService(readSettings(environment))
  rmSync(directory, { recursive: true, force: true })
})

const plan = (args: readonly string[]) => ({ file: process.execPath, args: [PROGRAM, ...args], env: environment })
const kbisect = (...args: string[]) => run(plan(args), { deadlineSeconds: SECONDS })
const ask = (bad = 'late-5') => ['--repo', toy.directory, '--good', 'base', '--bad', bad, '--arch', 'arm64']
const lastLine = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Summary

test('finds the culprit on a service that it starts, and everything about it can be asked for', async () => {
  const { exitCode, stdout, stderr } = await kbisect(
    'run',
    ...ask(),
    '--also-test',
    'arm',
    '--also-test',
    'x86_64',
    '--json',
  )
  expect(exitCode, stderr).toBe(0)
  const summary = lastLine(stdout)
  expect(summary).toEqual({
    id: expect.stringMatching(/^[0-9a-z]+$/),
    outcome: 'culprit',
    label: 'confirmed',
    cause: null,
    culprit: {
      hash: toy.hash('culprit'),
      subject: 'mm: allocate the pool when it is needed',
      author: 'Toy Developer <toy@example.org>',
    },
    failure: expect.stringMatching(/^Kernel panic - not syncing: toy_pool_alloc/),
    probability: expect.any(Number),
    range: [],
    affectedTargets: [
      { target: 'arm64', result: 'affected' },
      { target: 'arm', result: 'affected' },
      { target: 'x86_64', result: 'not affected' },
    ],
    builds: expect.any(Number),
    runs: expect.any(Number),
    wallSeconds: expect.any(Number),
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/bisections\//),
    reason: expect.stringContaining('first bad commit'),
  })
  const { builds, runs } = summary
  const id = summary.id ?? ''
  expect(builds).toBeGreaterThan(5)
  expect(runs).toBeGreaterThan(builds)

  const shown = await kbisect('show', id, '--runs')
  expect(shown.stdout).toContain(toy.hash('culprit'))
  const log = await kbisect('log', id, toy.hash('culprit').slice(0, 12))
  expect(log.stdout).toContain('Kernel panic - not syncing')
  expect((await kbisect('report', id)).stdout).toContain('mm: allocate the pool when it is needed')
  expect(lastLine((await kbisect('watch', id, '--json')).stdout)).toEqual({ ...summary, url: expect.any(String) })
  expect((await kbisect('list', '--outcome', 'culprit')).stdout).toContain(id)
})

test('login prints a link that signs a browser in once and leads to the first page', async () => {
  const { exitCode, stdout, stderr } = await kbisect('login')
  expect(exitCode, stderr).toBe(0)
  // As a browser asks for a link that a person opened.
  const headers = { 'sec-fetch-site': 'none' }
  const open = () => fetch(stdout.trim(), { redirect: 'manual', headers })
  const first = await open()
  expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
  expect(first.headers.get('set-cookie')).toContain('kbisect_session=')
  expect((await open()).headers.get('location')).toContain('refused=1')
})

test('nothing to find ends with 1, a ref that is not there with 2', async () => {
  const nothing = await kbisect('run', ...ask('early-1'), '--json')
  expect(nothing.exitCode, nothing.stderr).toBe(1)
  expect(lastLine(nothing.stdout)).toMatchObject({ outcome: 'not-reproduced', culprit: null })
  const unknown = await kbisect('run', ...ask('v99'), '--json')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toMatch(/bad: "v99" is not a commit, branch or tag of tree toy \(.+\)/)
  expect(lastLine(unknown.stdout)).toMatchObject({ id: null, outcome: 'error' })
})

test('a clone that is not whole is refused with the command that repairs it; then it and its parts can be named', async () => {
  const clone = join(directory, 'part')
  const git = (...args: string[]) => run({ file: 'git', args, env: {} }, { deadlineSeconds: SECONDS })
  for (const [flag, command] of [
    ['--depth=2', 'fetch --unshallow'],
    ['--filter=tree:0', 'fetch --refetch --no-filter'],
  ] as const) {
    rmSync(clone, { recursive: true, force: true })
    await git('-C', toy.directory, 'config', 'uploadpack.allowFilter', 'true')
    await git('clone', '-q', flag, `file://${toy.directory}`, clone)
    const refused = await kbisect('run', '--repo', clone, ...ask().slice(2), '--json')
    expect(refused.exitCode, refused.stderr).toBe(2)
    expect(refused.stderr).toContain(`git -C ${clone} ${command}`)
    expect(lastLine(refused.stdout)).toMatchObject({ outcome: 'error', reason: expect.stringContaining(command) })
    await git('-C', clone, ...command.split(' '))
  }
  await git('-C', clone, 'fetch', '-q', '--tags')
  await git('-C', clone, 'worktree', 'add', '-q', '--detach', join(directory, 'beside'))
  mkdirSync(join(clone, 'inside'))
  for (const repo of [join(clone, 'inside'), join(directory, 'beside')]) {
    const started = await kbisect('start', '--repo', repo, ...ask().slice(2), '--again')
    expect(started.exitCode, started.stderr).toBe(0)
    expect((await kbisect('cancel', started.stdout.trim())).exitCode).toBe(0)
  }
})

test('Ctrl-C leaves the bisection running; cancelled, it ends with 1', async () => {
  let heard = ''
  const command = start(plan(['run', ...ask(), '--again']), {
    deadlineSeconds: SECONDS,
    onOutput: (chunk) => {
      const before = heard
      heard += chunk.toString()
      if (heard.includes(' builds ') && !before.includes(' builds ')) process.kill(command.pid, 'SIGINT')
    },
  })
  expect((await command.result).exitCode, heard).toBe(130)
  expect(heard).toContain('kbisect cancel')
  const [running] = JSON.parse((await kbisect('list', '--json')).stdout) as { id: string; state: string }[]
  expect(running?.state).toBe('running')
  expect((await kbisect('cancel', running?.id ?? '')).exitCode).toBe(0)
  const over = await kbisect('watch', running?.id ?? '', '--json')
  expect(over.exitCode).toBe(1)
  expect(lastLine(over.stdout)).toMatchObject({ outcome: 'cancelled' })
})

test('stop ends the service, and says when there is none', async () => {
  expect((await kbisect('stop')).stderr).toContain('the service is stopped')
  expect(await findService(readSettings(environment))).toBeUndefined()
  expect((await kbisect('stop')).stderr).toContain('no service runs')
  expect(existsSync(environment.KBISECT_STATE_DIR ?? '')).toBe(true)
})
