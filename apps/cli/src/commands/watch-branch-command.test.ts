import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeService, refuse, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const watch = {
  ...{ id: 'watch12345', name: 'next', tree: 'linux-next', branches: ['master'], targets: [{ architecture: 'arm' }] },
  ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 1800 }, revisions: 'newest', policy: 'notify', runs: 2 },
  ...{ buildsPerDay: null, bisections: 2, paused: false, createdBy: 'ci', createdAt: '2026-01-01T00:00:00Z' },
  ...{ lookedAt: '2026-01-01T00:00:00Z', lookError: null as string | null, waiting: 1, testing: 2, buildsLastDay: 0 },
}
const result = { test: 'boot', testIndex: 0, passes: 2, failures: 0, signature: null, reason: null, sameAs: null }
const revision = {
  ...{ id: 'r1', watch: 'next', watchId: watch.id, tree: watch.tree, branch: 'master', commit: 'a'.repeat(40) },
  ...{ subject: 'mm: \u001B[1mx', committedAt: '2026-01-01T00:00:00Z', seenAt: '2026-01-01T00:00:00Z' },
  results: [
    { ...result, target: 'arm', state: 'passed' },
    { ...result, target: 'arm64', state: 'does not build' },
  ],
}

let directory = ''
let service: FakeService
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-watch-'))
  service = await startFakeService({
    'GET /watches': () => ({ items: [watch], next: null }),
    'POST /watches': () => watch,
    [`PATCH /watches/${watch.id}`]: () => watch,
    [`POST /watches/${watch.id}/look`]: () => watch,
    [`DELETE /watches/${watch.id}`]: (_, response) => response.writeHead(204).end(),
    [`GET /watches/${watch.id}/revisions`]: () => ({ items: [revision], next: null }),
  })
})
afterEach(async () => {
  await service.close()
  rmSync(directory, { recursive: true })
})

const kbisect = (...args: string[]) => runKbisect(service.url, ['watch-branch', ...args])
const sent = () => service.received.filter(({ method }) => method !== 'GET')

test('add sends what the options say, with the files that they name', async () => {
  const file = join(directory, 'cma.config')
  writeFileSync(file, 'CONFIG_CMA=y\n')
  const { status, notes } = await kbisect(
    ...['add', 'next', '--tree', 'linux-next', '--branch', 'master', '--branch', 'tags/next-*'],
    ...['--arch', 'arm', '--arch', 'arm64', '--fragment', file, '--every', '30m', '--policy', 'bisect', '--runs', '3'],
  )
  expect([status, notes]).toEqual([0, ['next watches master of linux-next']])
  const fragments = [{ name: 'cma', content: 'CONFIG_CMA=y\n' }]
  expect(sent()[0]?.body).toEqual({
    ...{ name: 'next', tree: 'linux-next', branches: ['master', 'tags/next-*'], schedule: { everySeconds: 1800 } },
    targets: [
      { architecture: 'arm', fragments },
      { architecture: 'arm64', fragments },
    ],
    ...{ policy: 'bisect', runs: 3 },
  })
})

test.each([
  [['add', 'x', '--tree', 't', '--arch', 'arm'], '--branch is missing'],
  [['add', 'x', '--tree', 't', '--branch', 'b'], '--arch is missing'],
  [['add', 'x', '--tree', 't', '--branch', 'b', '--arch', 'arm', '--every', 'often'], '--every: "often" is no time'],
  [['change', 'next', '--every', '1h', '--cron', '0 4 * * *'], 'give --every or --cron'],
  [['change', 'next', '--config', 'tinyconfig'], 'need --arch'],
  [['change', 'next', '--cpus', '2'], 'need --arch'],
  [['change', 'next'], 'nothing to change'],
  [['pause', 'nosuch'], 'there is no watch "nosuch"'],
])('%j is refused with what to do', async (args, words) => {
  const { status, notes } = await kbisect(...args)
  expect(status).toBe(2)
  expect(notes.join('\n')).toContain(words)
  expect(sent()).toEqual([])
})

test('a refusal of the service names the option', async () => {
  service.routes['POST /watches'] = (_, response) =>
    refuse(response, 422, 'invalid-cron', 'x', {
      errors: [{ field: 'schedule.cron', message: 'has 2 fields', hint: 'write five fields' }],
    })
  const { notes } = await kbisect('add', 'x', '--tree', 't', '--branch', 'b', '--arch', 'arm', '--cron', 'every hour')
  expect(notes).toEqual(['--cron: has 2 fields (write five fields)'])
})

test('pause, resume, look and delete find the watch by its name', async () => {
  for (const name of ['pause', 'resume', 'look', 'delete']) expect((await kbisect(name, 'next')).status).toBe(0)
  expect(sent().map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PATCH', `/watches/${watch.id}`, { paused: true }],
    ['PATCH', `/watches/${watch.id}`, { paused: false }],
    ['POST', `/watches/${watch.id}/look`, undefined],
    ['DELETE', `/watches/${watch.id}`, undefined],
  ])
})

test('list and show print tables, and no escape sequence of a subject', async () => {
  const listed = await kbisect('list')
  expect(listed.out[0]).toMatch(
    /^next {2}testing {2}linux-next: master {2}1 target {2}looked .*, 2 testing, 1 waiting$/,
  )
  const { out } = await kbisect('show', 'next', '--branch', 'master')
  expect(out.join('\n')).toMatch(/Looks +every 30 min, looked/)
  expect(out.at(-2)).toMatch(/^Revision +Branch +arm +arm64 +Subject$/)
  expect(out.at(-1)).toMatch(/^aaaaaaaaaaaa +master +passed +does not build +mm: /)
  expect(out.join('')).not.toContain('\u001B')
  expect(service.received.at(-1)?.path).toContain('branch=master')
})

const head = { branch: 'master', subject: 'mm: \u001B[1mx', committedAt: watch.createdAt, seenAt: watch.createdAt }
const oops = { ...result, target: 'arm', state: 'failed', signature: { kind: 'oops', text: 'oops in f' } }
const comparison = {
  ...{ watch: 'next', watchId: watch.id, tree: watch.tree },
  ...{ a: { ...head, commit: 'a'.repeat(40) }, b: { ...head, commit: 'b'.repeat(40) } },
  results: [
    { target: 'arm', test: 'boot', testIndex: 0, change: 'still failing', sameFailure: false, a: oops, b: oops },
    { target: 'arm64', test: 'build', testIndex: 1, change: 'not run', sameFailure: null, a: null, b: oops },
  ],
}

test('compare prints what differs between two revisions, and no escape sequence of a subject', async () => {
  service.routes[`GET /watches/${watch.id}/compare`] = () => comparison
  const { status, out } = await kbisect('compare', 'next', 'aaaa', 'bbbb', '--branch', 'master')
  expect(status).toBe(0)
  expect(service.received.at(-1)?.path).toContain('compare?a=aaaa&b=bbbb&branch=master')
  expect(out[0]).toMatch(/^A {2}aaaaaaaaaaaa {2}master {2}mm: /)
  expect(out.slice(2)).toEqual([
    '',
    'still failing  arm          failed, failed     another failure: oops in f',
    'not run        arm64 build  no result, failed  oops in f',
  ])
  expect(out.join('')).not.toContain('\u001B')
  const json = await kbisect('compare', 'next', 'aaaa', 'bbbb', '--json')
  expect(JSON.parse(json.out.join('\n'))).toEqual(comparison)
})

test('a commit that the watch has not seen is refused as the argument that it is', async () => {
  service.routes[`GET /watches/${watch.id}/compare`] = (_, response) =>
    refuse(response, 404, 'not-found', 'x', {
      errors: [
        {
          ...{ field: 'b', message: 'there is no revision bbbb' },
          hint: 'Check the hash, or list what the watch saw (GET /api/v1/watches/ID/revisions).',
        },
      ],
    })
  const { status, notes } = await kbisect('compare', 'next', 'aaaa', 'bbbb')
  expect(status).toBe(2)
  expect(notes.join('\n')).toMatch(/^B: there is no revision bbbb\..*`kbisect watch-branch show ID`/)
})

test('with --json the answers of the service are printed', async () => {
  expect(JSON.parse((await kbisect('list', '--json')).out.join('\n'))).toEqual([watch])
  expect(JSON.parse((await kbisect('show', 'next', '--json')).out.join('\n'))).toEqual({
    ...watch,
    history: [revision],
  })
})

test('an empty list says how to add a watch', async () => {
  service.routes['GET /watches'] = () => ({ items: [], next: null })
  expect((await kbisect('list')).notes).toEqual([
    'no watches yet; `kbisect watch-branch add --help` says how to add one',
  ])
})
