import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bisection, type Token, type TokenCreated } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ KBISECT_TRUST_PROXY: '127.0.0.1/32', KBISECT_RATE_LIMIT: '100000' })
  await addSmallTree(service)
})
afterAll(() => service?.remove())

const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' }, attach: false }

/** Pids of the private Postgres: the one that its data names, and its children. */
function postgresPids(): number[] {
  const [line = ''] = readFileSync(join(service.directory, 'postgres/data/postmaster.pid'), 'utf8').split('\n')
  const children = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return new RegExp(`^PPid:\\s+${line}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'))
    } catch {
      return false
    }
  })
  return [Number(line), ...children.map(Number)]
}

describe('configuration files', () => {
  const content = '# a comment\n'.repeat(25_000)
  const fragments = Array.from({ length: 6 }, (_, at) => ({ name: `f${at}`, content: `CONFIG_F${at}=y\n${content}` }))
  const alsoTest = Array.from({ length: 32 }, (_, at) => ({ name: `t${at}`, architecture: 'arm', cmdline: `at=${at}` }))

  test('of a request are answered by their digests, however many targets share them', async () => {
    const posted = await service.call('POST', '/bisections', {
      ...request,
      target: { ...request.target, fragments },
      alsoTest,
    })
    const bisection = await expectAnswer(Bisection, posted, 201)
    const answer = await (await service.call('GET', `/bisections/${bisection.id}`)).text()
    expect(answer.length).toBeLessThan(100_000)
    const [file] = bisection.targets[32]?.fragments ?? []
    expect(file).toMatchObject({ name: 'f0', bytes: fragments[0]?.content.length })
    const text = await service.call('GET', `/config-files/${file?.digest}`)
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await text.text()).toBe(fragments[0]?.content)
    await expectProblem(await service.call('GET', `/config-files/${'0'.repeat(64)}`), 404)
    const targets = await (await service.call('GET', '/trees/small/targets')).text()
    expect(targets.length).toBeLessThan(10_000)
    const report = await (await service.call('GET', `/bisections/${bisection.id}/report?format=json`)).text()
    expect(report.length).toBeLessThan(200_000)
  })

  test('that are too long together are refused at the one that is too much', async () => {
    const many = [...fragments, { name: 'f6', content: fragments[0]?.content ?? '' }]
    const refused = await service.call('POST', '/bisections', {
      ...request,
      target: { ...request.target, fragments: many },
    })
    expect(await expectProblem(refused, 422)).toMatchObject({
      type: 'urn:kbisect:configurations-too-large',
      errors: [{ field: 'target.fragments.6.content', value: 'f6' }],
    })
  })
})

test('a command line that no boot takes is refused by its field', async () => {
  const ask = (cmdline: string) =>
    service.call('POST', '/bisections', { ...request, target: { ...request.target, cmdline } })
  expect((await ask('x'.repeat(900))).status).toBe(201)
  expect(await expectProblem(await ask('x'.repeat(901)), 422)).toMatchObject({ errors: [{ field: 'target.cmdline' }] })
})

test('300 overviews at once are answered, or refused with a time to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => service.call('GET', '/overview')))
  const others = answers.filter(
    ({ status, headers }) => status !== 200 && !(status === 503 && headers.get('retry-after')),
  )
  expect(others.map(({ status }) => status)).toEqual([])
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  await Promise.all(answers.map((answer) => answer.arrayBuffer()))
})

test('the address that a trusted proxy forwards is the one in the audit log', async () => {
  const forwarded = { 'x-forwarded-for': '192.0.2.66, 203.0.113.7' }
  const made = await service.call('POST', '/tokens', { name: 'via a proxy', scope: 'read' }, forwarded)
  const { id } = (await made.json()) as Token
  const { items } = (await (await service.call('GET', `/audit?subject=${id}`)).json()) as { items: unknown[] }
  expect(items).toMatchObject([{ action: 'token.create', detail: { address: '203.0.113.7' } }])
})

test('a stream ends when its token is revoked, though nothing happens', async () => {
  const made = await service.call('POST', '/tokens', { name: 'a reader', scope: 'read' })
  const { id, token } = (await made.json()) as TokenCreated
  const stream = await fetch(`${service.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } })
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const text = stream.text()
  expect((await service.call('DELETE', `/tokens/${id}`)).status).toBe(204)
  expect(await text).toContain('retry: 2000')
})

test('a service whose database is stopped says so, and is ready when it goes on', async () => {
  const ready = async () => {
    const answer = await fetch(`${service.url}/readyz`)
    return { status: answer.status, body: (await answer.json()) as { database: string } }
  }
  expect(await ready()).toMatchObject({ status: 200 })
  const pids = postgresPids()
  expect(pids.length).toBeGreaterThan(2)
  try {
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const answers = await Promise.all([ready(), ready(), ready()])
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 503, body: { database: 'does not answer within 2 s', redis: 'ok' } })
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
  await expect.poll(async () => (await ready()).status, { timeout: 120_000 }).toBe(200)
})
