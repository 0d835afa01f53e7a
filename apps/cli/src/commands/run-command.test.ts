import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aBisection, anEvent, aResult, finished } from '../bisection.fixture.ts'
import { type FakeService, type Route, refuse, startFakeService, stream } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const { id } = aBisection()
const url = 'https://example.org/linux.git'
const tree = {
  name: 'linux',
  url,
  fetchedAt: null as string | null,
  fetching: false,
  fetchError: null as string | null,
}
let repo = ''
let service: FakeService

beforeEach(async () => {
  repo = mkdtempSync(join(tmpdir(), 'kbisect-cli-'))
  // What makes a directory a clone for the command; the service is a fake one.
  mkdirSync(join(repo, '.git'))
  service = await startFakeService(working())
})
afterEach(async () => {
  await service.close()
  rmSync(repo, { recursive: true })
})

/** A service that finds the culprit at once. */
function working(): Record<string, Route> {
  const fetched = () => ({ ...tree, url: repo, fetchedAt: '2026-01-01T00:00:00Z' })
  return {
    'GET /trees': () => ({ items: [] }),
    'POST /trees': fetched,
    'POST /bisections': () => aBisection(),
    [`GET /bisections/${id}`]: () => finished(aResult()),
    [`GET /bisections/${id}/events`]: (_, response) => stream(response, [anEvent(1, 'finished', 'found it.')]),
  }
}

const ends = () => ['--repo', repo, '--good', 'v1', '--bad', 'v2', '--arch', 'arm64']

async function kbisect(args: readonly string[], signal?: AbortSignal) {
  return await runKbisect(service.url, args, signal ? { interrupted: signal } : {})
}
const posted = (path: string) => service.received.filter((one) => one.method === 'POST' && one.path === path)

describe('run', () => {
  test('adds the tree, starts the bisection, follows it, and ends with its JSON', async () => {
    const { status, out, notes } = await kbisect([
      'run',
      ...ends(),
      '--also-test',
      'arm',
      '--any-failure',
      '--failure',
      'oops',
      '--json',
    ])
    expect(status).toBe(0)
    expect(out).toHaveLength(1)
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ id, outcome: 'culprit', url: `${service.url}/bisections/${id}` })
    expect(notes.some((line) => line.endsWith('found it.'))).toBe(true)
    expect(posted('/trees')[0]?.body).toEqual({ name: expect.stringMatching(/^kbisect-cli-/), url: repo })
    expect(posted('/bisections')[0]?.body).toEqual({
      tree: 'linux',
      good: 'v1',
      bad: 'v2',
      target: { architecture: 'arm64' },
      alsoTest: [{ architecture: 'arm' }],
      match: 'any',
      failure: { kind: 'oops' },
    })
  })

  test('uses the tree that has the URL already', async () => {
    service.routes['GET /trees'] = () => ({ items: [{ ...tree, url: repo, fetchedAt: '2026-01-01T00:00:00Z' }] })
    expect((await kbisect(['run', ...ends()])).status).toBe(0)
    expect(posted('/trees')).toEqual([])
  })

  test('a name that another URL has gets a number', async () => {
    const taken = { ...tree, name: 'linux', url: 'https://example.org/other/linux.git' }
    service.routes['GET /trees'] = () => ({ items: [taken] })
    await kbisect(['run', ...ends().with(1, 'https://example.org/linux.git')])
    expect(posted('/trees')[0]?.body).toEqual({ name: 'linux-2', url: 'https://example.org/linux.git' })
  })

  test('waits until a tree from elsewhere has been fetched, and tells why it cannot be', async () => {
    let asked = 0
    service.routes['POST /trees'] = () => ({ ...tree, fetching: true })
    service.routes['GET /trees/linux'] = () =>
      ++asked < 2 ? { ...tree, fetching: true } : { ...tree, fetchError: 'host unknown' }
    const { status, notes } = await kbisect(['run', ...ends(), '--json'])
    expect(status).toBe(2)
    expect(asked).toBe(2)
    expect(notes.join('\n')).toContain('the tree linux cannot be fetched: host unknown')
    expect(posted('/bisections')).toEqual([])
  })

  test('the progress of a first fetch is printed for each stage and each tenth of it', async () => {
    const receiving = { stage: 'Receiving objects', bytesPerSecond: null, secondsLeft: null }
    const steps = [
      { ...receiving, percent: 41, bytes: 2 ** 20 },
      { ...receiving, percent: 42, bytes: 2 ** 20 },
      { ...receiving, percent: 57, bytes: 3 * 2 ** 20 },
    ]
    service.routes['POST /trees'] = () => ({ ...tree, fetching: true })
    service.routes['GET /trees/linux'] = () => {
      const progress = steps.shift()
      if (progress) return { ...tree, fetching: true, progress }
      return { ...tree, fetchedAt: '2026-01-01T00:00:00Z' }
    }
    const { notes } = await kbisect(['run', ...ends()])
    expect(notes.filter((line) => line.includes('Receiving'))).toEqual([
      '  Receiving objects: 41 %, 1.0 MiB',
      '  Receiving objects: 57 %, 3.0 MiB',
    ])
  })

  test('a service that is not ready for the tree yet is asked again', async () => {
    service.routes['POST /bisections'] = (_, response) => {
      if (posted('/bisections').length > 1) return aBisection()
      response.setHeader('retry-after', '0')
      refuse(response, 409, 'tree-not-ready', 'the tree is being fetched')
    }
    expect((await kbisect(['run', ...ends()])).status).toBe(0)
    expect(posted('/bisections')).toHaveLength(2)
  })

  test('a refusal names field, fault and hint, and is an error in the JSON too', async () => {
    service.routes['POST /bisections'] = (_, response) =>
      refuse(response, 422, 'unknown-ref', 'two faults', {
        errors: [
          { field: 'good', value: 'v1', message: '"v1" is not a commit', hint: 'check the spelling.' },
          { field: 'bad', message: 'is \u001b[31mred' },
        ],
      })
    const { status, out, notes } = await kbisect(['run', ...ends(), '--json'])
    expect(status).toBe(2)
    expect(notes).toContain('good: "v1" is not a commit (check the spelling)')
    expect(notes).toContain('bad: is \ufffd[31mred')
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({
      id: null,
      outcome: 'error',
      reason: expect.stringMatching('v1'),
    })
  })

  test.each(['POST /trees', 'POST /bisections'])('a mistake in the tree that %s finds names --repo', async (route) => {
    service.routes[route] = (_, response) =>
      refuse(response, 422, 'git-shallow', 'one fault', {
        errors: [{ field: route.endsWith('trees') ? 'url' : 'tree', message: 'is shallow', hint: 'repair it' }],
      })
    const { status, notes } = await kbisect(['run', ...ends()])
    expect(status).toBe(2)
    expect(notes).toContain('--repo: is shallow (repair it)')
  })

  test('another outcome ends with 1', async () => {
    service.routes[`GET /bisections/${id}`] = () =>
      finished(aResult({ outcome: 'not-reproduced', label: 'not a regression', culprit: null, range: [] }))
    const { status, out } = await kbisect(['run', ...ends()])
    expect(status).toBe(1)
    expect(out[0]).toMatch(/^Not a regression, not-reproduced/)
  })

  test('a bisection that pauses ends with 2, and says why and how to go on', async () => {
    service.routes[`GET /bisections/${id}`] = () => aBisection({ state: 'paused', reason: 'the disk is full' })
    service.routes[`GET /bisections/${id}/events`] = (_, response) => stream(response, [])
    const { status, out, notes } = await kbisect(['run', ...ends(), '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ id, outcome: 'error', reason: 'the disk is full' })
    expect(notes.join('\n')).toContain(`kbisect resume ${id}`)
  })

  test('Ctrl-C leaves it running, and says how to watch and to cancel it', async () => {
    const stop = new AbortController()
    service.routes[`GET /bisections/${id}`] = () => aBisection()
    service.routes[`GET /bisections/${id}/events`] = (_, response) => {
      stream(response, [])
      stop.abort()
    }
    const { status, notes } = await kbisect(['run', ...ends()], stop.signal)
    expect(status).toBe(130)
    expect(notes.join('\n')).toContain(`kbisect watch ${id}`)
    expect(notes.join('\n')).toContain(`kbisect cancel ${id}`)
    expect(service.received.some(({ path }) => path.endsWith('/cancel'))).toBe(false)
  })

  test('a wrong command line is refused before any request', async () => {
    expect((await kbisect(['run', ...ends().with(1, '/no/such/clone')])).status).toBe(2)
    expect((await kbisect(['run', ...ends(), '--test', 'bot'])).status).toBe(2)
    expect((await kbisect(['run', ...ends().with(7, 'mips')])).status).toBe(2)
    expect(service.received).toEqual([])
  })
})

test('start prints the id and leaves', async () => {
  expect(await kbisect(['start', ...ends()])).toMatchObject({ status: 0, out: [id] })
  expect(service.received.some(({ path }) => path.endsWith('/events'))).toBe(false)
})

test('a known bisection is followed, and it is said how to have a new one', async () => {
  service.routes['POST /bisections'] = (_, response) => {
    response.setHeader('kbisect-attached', 'true')
    return finished(aResult())
  }
  const { status, notes, out } = await kbisect(['run', ...ends()])
  expect(status).toBe(0)
  const words = `bisection ${id} answers this already (finished: Culprit confirmed); nothing new was started: --again starts one`
  expect(notes).toContain(words)
  expect(out.join('\n')).toContain('culprit')
  const started = await kbisect(['start', ...ends(), '--again'])
  expect(started.out).toEqual([id])
  expect(started.notes.at(-1)).toContain(words)
  expect(posted('/bisections').map(({ body }) => (body as { attach?: boolean }).attach)).toEqual([undefined, false])
})
