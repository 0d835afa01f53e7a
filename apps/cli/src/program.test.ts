import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aBisection, anEvent, aResult, finished } from './bisection.fixture.ts'
import { testContext } from './captured-terminal.fixture.ts'
import { type FakeService, type Route, refuse, startFakeService, stream } from './fake-service.fixture.ts'
import { runProgram } from './program.ts'
import { allCommands, runKbisect } from './run-kbisect.fixture.ts'

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

test('rerun and verdict find the commit by the beginning of its hash', async () => {
  const hash = 'c'.repeat(40)
  const at = `/bisections/${id}/candidates/${hash}`
  service.routes[`GET /trees/${aBisection().tree}/commits/cccccc`] = () => ({
    ref: 'cccccc',
    hash,
    subject: 'mm: break',
  })
  service.routes[`POST ${at}/rerun`] = () => aBisection()
  service.routes[`PUT ${at}/verdict`] = ({ body }) => ({
    override: (body as { verdict: string | null }).verdict === null ? null : { verdict: 'good', by: 'ann' },
  })
  const again = await kbisect(['rerun', id, 'cccccc', '--runs', '5', '--why', 'to be sure'])
  expect(again.notes[0]).toMatch(/^cccccccccccc \("mm: break"\) is booted 5 more times: /)
  expect(posted(`${at}/rerun`)[0]?.body).toEqual({ runs: 5, why: 'to be sure' })
  expect((await kbisect(['rerun', id, 'cccccc', '--runs', 'many'])).status).toBe(2)
  const said = await kbisect(['verdict', id, 'cccccc', 'good', '--why', 'a power cut'])
  expect(said.notes[0]).toContain('counts as good, as ann says')
  const back = await kbisect(['verdict', id, 'cccccc', 'none', '--why', 'no power cut'])
  expect(back.notes[0]).toContain('counts as its runs say')
  const put = service.received.filter(({ method }) => method === 'PUT').map(({ body }) => body)
  expect(put).toEqual([
    { verdict: 'good', why: 'a power cut' },
    { verdict: null, why: 'no power cut' },
  ])
  expect((await kbisect(['verdict', id, 'cccccc', 'weak', '--why', 'x'])).status).toBe(2)
})

test('retry prints the id of the new bisection', async () => {
  service.routes[`POST /bisections/${id}/retry`] = () => aBisection({ id: 'anotherbisection' })
  const { status, out, notes } = await kbisect(['retry', id])
  expect({ status, out }).toEqual({ status: 0, out: ['anotherbisection'] })
  expect(notes[0]).toMatch(/^started .* again: .*\/bisections\/anotherbisection$/)
})

test('watch ends as run does', async () => {
  const { status, out } = await kbisect(['watch', id, '--json'])
  expect(status).toBe(0)
  expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ id, outcome: 'culprit' })
})

test('a list tells a probable culprit from a confirmed one', async () => {
  const labels = ['confirmed', 'confirmed without revert', 'probable'] as const
  service.routes['GET /bisections'] = () => ({ items: labels.map((label) => finished(aResult({ label }))), next: null })
  const { out } = await kbisect(['list'])
  expect(out.map((line) => line.split(/ {2,}/)[2])).toEqual([
    'Culprit confirmed',
    'Confirmed without revert',
    'Probable culprit',
  ])
})

test('list passes its filters on and shows where each stands', async () => {
  const expected = { builds: 3, runs: 9, seconds: 754 }
  service.routes['GET /bisections'] = () => ({ items: [aBisection({ expected }), finished(aResult())], next: null })
  const { status, out } = await kbisect(['list', '--state', 'running', '--tree', 'linux', '--limit', '5'])
  expect(status).toBe(0)
  expect(out[0]).toMatch(/ {2}2026-01-0\d \d\d:04 {2}narrow, 5 of 20 left, about 13 min left {2}boot on arm64 in linux/)
  expect(service.received[0]?.path).toBe('/bisections?limit=5&state=running&tree=linux')
})

test('show lists runs with the source that they booted, and what their kernels warned of', async () => {
  const plain = { commit: 'a'.repeat(40), reverted: null, patched: null, merged: null, target: 'arm64' }
  const warnings = [{ kind: 'warning', text: 'warning in foo', line: 'WARNING: at \u001bfoo+0x1' }]
  const items = [
    { ...plain, id: 'run1', merged: 'b'.repeat(40), result: { kind: 'passed', warnings } },
    {
      ...plain,
      id: 'run2',
      reverted: 'c'.repeat(40),
      result: { kind: 'failed', signature: { text: 'panic in x', line: 'Kernel panic: x 7\u001b' } },
    },
  ]
  service.routes[`GET /bisections/${id}/runs`] = ({ path }) =>
    path.includes('cursor=x') ? { items: items.slice(1), next: null } : { items: items.slice(0, 1), next: 'x' }
  const { out } = await kbisect(['show', id, '--runs'])
  expect(out.slice(0, 2)).toEqual([
    'run1  aaaaaaaaaaaa merged with bbbbbbbbbbbb  arm64  passed; with WARNING: at \ufffdfoo+0x1',
    'run2  aaaaaaaaaaaa without cccccccccccc      arm64  Kernel panic: x 7\ufffd',
  ])
})

describe('log', () => {
  const run = (name: string, kind: string, commit: string) => ({
    id: name,
    commit: commit.repeat(40),
    target: 'arm64',
    reverted: null,
    patched: null,
    merged: null,
    result: { kind },
    log: 'f'.repeat(64),
    command: 'qemu',
  })
  beforeEach(() => {
    const items = [run('run1', 'failed', 'a'), run('run2', 'passed', 'b'), run('run3', 'failed', 'c')]
    service.routes[`GET /bisections/${id}/runs`] = ({ path }) =>
      path.includes('sort=-finishedAt') ? { items: items.toReversed(), next: null } : { items, next: null }
    for (const { id: name } of items)
      service.routes[`GET /runs/${name}/log`] = (_, response) => response.end(`console of ${name}\n`)
  })

  test.each([
    [[], 'run3'],
    [['--last'], 'run3'],
    [['--passed'], 'run2'],
    [['run1'], 'run1'],
    [['bbb'], 'run2'],
  ])('%j prints the console of %s', async (more, name) => {
    expect((await kbisect(['log', id, ...more])).out).toEqual([`console of ${name}`])
  })

  test('the error for an unknown run has a hint', async () => {
    const { status, notes } = await kbisect(['log', id, 'zzz'])
    expect(status).toBe(2)
    expect(notes.at(-1)).toContain(`kbisect show ${id} --runs`)
  })
})

test('an id cannot lead to another address of the API', async () => {
  expect((await kbisect(['cancel', '../trees/linux/fetch?'])).status).toBe(2)
  expect(service.received[0]?.path).toBe('/bisections/..%2Ftrees%2Flinux%2Ffetch%3F/cancel')
})

test('cancel and resume ask for what they say', async () => {
  service.routes[`POST /bisections/${id}/cancel`] = () => aBisection()
  service.routes[`POST /bisections/${id}/resume`] = (_, response) =>
    refuse(response, 409, 'conflict', 'only a paused one can be resumed')
  expect((await kbisect(['cancel', id])).status).toBe(0)
  const { status, notes } = await kbisect(['resume', id])
  expect(status).toBe(2)
  expect(notes).toEqual(['only a paused one can be resumed'])
})

test('the help of resume shows an example of each option', async () => {
  const { status, out } = await kbisect(['resume', '--help'])
  expect(status).toBe(0)
  expect(out.join('\n')).toMatch(/\$ kbisect resume \w+\n.*\$ kbisect resume --repin \w+/)
})

test('resume --repin asks that what no host can make any more is made anew', async () => {
  service.routes[`POST /bisections/${id}/resume`] = () => aBisection()
  expect((await kbisect(['resume', id, '--repin'])).status).toBe(0)
  expect(service.received[0]).toMatchObject({ method: 'POST', path: `/bisections/${id}/resume?repin=true` })
})

test('what is misspelt is suggested, and is an error', async () => {
  const command = await kbisect(['rnu'])
  expect(command.status).toBe(2)
  expect(command.notes.join('\n')).toContain('(Did you mean run?)')
  const { status, notes } = await kbisect(['list', '--stat', 'running'])
  expect(status).toBe(2)
  expect(notes.join('\n')).toContain('(Did you mean --state?)')
})

test('every command has help with examples', async () => {
  const commands = allCommands()
  expect(commands).toEqual(expect.arrayContaining([['run'], ['lab', 'create'], ['tree', 'add'], ['doctor']]))
  for (const words of commands) {
    const help = await kbisect([...words, '--help'])
    expect(help.status, words.join(' ')).toBe(0)
    expect(help.out.join('\n'), words.join(' ')).toMatch(/Examples:\n {2}\$ /)
  }
})

test('the error for a service that does not answer has a hint', async () => {
  const { context, terminal } = testContext('http://127.0.0.1:9')
  expect(await runProgram(['list'], context)).toBe(2)
  expect(terminal.notes[0]).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer: /)
  expect(terminal.notes[1]).toContain('kbisect serve')
})

test('an answer that is not the API’s is shown, cut short', async () => {
  service.routes['GET /bisections'] = (_, response) => response.writeHead(502).end('<html>bad gateway</html>')
  const { status, notes } = await kbisect(['list'])
  expect(status).toBe(2)
  expect(notes[0]).toContain('answered 502 Bad Gateway: <html>')
})

test('messages name the command as the shell finds it', async () => {
  const { context, terminal } = testContext(service.url)
  service.routes[`POST /bisections/${id}/resume`] = (_, response) =>
    refuse(response, 409, 'nothing-to-resume', 'no host has it: kbisect resume ID --repin')
  await runProgram(['resume', id], { ...context, command: '/opt/k/kbisect.js' })
  expect(terminal.notes).toEqual(['no host has it: /opt/k/kbisect.js resume ID --repin'])
  await runProgram(['stop', '--help'], { ...context, command: '/opt/k/kbisect.js' })
  expect(terminal.output.join('\n')).toContain('$ /opt/k/kbisect.js stop')
})

test('login refuses to print a link for a service elsewhere, and says how to sign in', async () => {
  const { status, out, notes } = await kbisect(['login'])
  expect([status, out]).toEqual([2, []])
  expect(notes).toEqual([
    `KBISECT_URL names the service ${service.url}`,
    expect.stringContaining(`open ${service.url}/login and enter your token`),
  ])
})

test('--version prints the version of the package', async () => {
  const { status, out } = await kbisect(['--version'])
  expect([status, out]).toEqual([0, [expect.stringMatching(/^\d+\.\d+\.\d+$/)]])
})

test.each([
  [
    ['run', '--good', 'v1'],
    ['--repo <path-or-url>: ', '--bad <rev>: ', '--arch <arch>: architecture: arm, arm64, x86_64'],
  ],
  [
    ['verdict', id],
    ['<commit>: ', '<verdict>: ', '--why <text>: '],
  ],
])('the error of %j names all that is missing', async (args, missing) => {
  const { status, notes } = await kbisect(args)
  expect(status).toBe(2)
  const lines = notes
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('  '))
  expect(lines.map((line, at) => line.slice(2, 2 + (missing[at]?.length ?? 0)))).toEqual(missing)
})

test.each([
  [200, '<title>It works!</title>', '200 OK (text/html)'],
  [404, 'nothing here', '404 Not Found (text/html)'],
  [302, '', '302 Found (text/html)'],
])('an address that answers %d and is no kbisect is said to be none', async (status, body, answer) => {
  service.routes['GET /bisections'] = (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html', location: '/' }).end(body)
  const { status: ended, notes } = await kbisect(['list'])
  expect(ended).toBe(2)
  expect(notes).toEqual([
    `${service.url} is no kbisect: it answers ${answer}`,
    expect.stringContaining('hint: set KBISECT_URL to the address of a kbisect'),
  ])
})

test('the beginning of an id stands for the one bisection that has it', async () => {
  service.routes['GET /bisections'] = () => ({ items: [aBisection()], next: null })
  service.routes[`POST /bisections/${id}/cancel`] = () => aBisection({ reason: 'asked to' })
  const { status, out } = await kbisect(['cancel', id.slice(0, 4), '--json'])
  expect([status, JSON.parse(out[0] ?? '')]).toEqual([0, expect.objectContaining({ id })])
})

test('every command but those that run on and those that print a script has --json', async () => {
  const without: string[] = []
  for (const words of allCommands())
    if (!(await kbisect([...words, '--help'])).out.join('\n').includes('--json')) without.push(words.join(' '))
  expect(without).toEqual(['serve', 'completion'])
})
