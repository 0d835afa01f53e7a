import { join } from 'node:path'
import { Bisection, TokenCreated } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { notReproduced } from './results.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }

beforeAll(async () => {
  service = await startTestService()
  await addSmallTree(service)
})
afterAll(() => service?.remove())

let keys = 0
const freshKey = (): string => `key-${++keys}`
const post = (key: string, body: unknown, path = '/bisections', more = {}): Promise<Response> =>
  service.call('POST', path, body, { 'idempotency-key': key, ...more })
const total = async (): Promise<number> =>
  ((await (await service.call('GET', '/overview')).json()) as { totals: { bisections: number } }).totals.bisections

describe('a request with an Idempotency-Key', () => {
  test('that comes again is answered as before, and nothing is done', async () => {
    const key = freshKey()
    const body = { ...request, attach: false }
    const first = await post(key, body)
    const { id } = await expectAnswer(Bisection, first, 201)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    const before = await total()
    // The same, written in another order.
    const again = await post(key, Object.fromEntries(Object.entries(body).reverse()))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('location')).toBe(`/api/v1/bisections/${id}`)
    expect((await expectAnswer(Bisection, again, 201)).id).toBe(id)
    expect(await total()).toBe(before)
    const audit = await (await service.call('GET', `/audit?subject=${id}`)).json()
    expect((audit as { items: object[] }).items).toHaveLength(1)
  })

  test('that comes many times at once makes one thing', async () => {
    const key = freshKey()
    const before = await total()
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key, { ...request, attach: false })))
    const made = answers.filter(({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'))
    expect(made).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await expectProblem(answer, 409)).type).toBe('urn:kbisect:being-answered')
    }
    expect(await total()).toBe(before + 1)
  })

  test('is refused when its key belongs to another request, path or body', async () => {
    const key = freshKey()
    await post(key, { ...request, attach: false })
    const other = await expectProblem(await post(key, { ...request, attach: false, bad: 'c3' }), 422)
    expect(other.type).toBe('urn:kbisect:idempotency-key-reused')
    await expectProblem(await post(key, { name: 'x', scope: 'read' }, '/tokens'), 422)
  })

  test('is done again when it was refused before', async () => {
    const key = freshKey()
    const body = { ...request, attach: false, tree: 'later' }
    await expectProblem(await post(key, body), 422)
    await service.call('POST', '/trees', { name: 'later', url: join(service.directory, 'source') })
    await expectAnswer(Bisection, await post(key, body), 201)
  })

  test('is done again when the service failed before', async () => {
    const key = freshKey()
    const body = { ...request, attach: false }
    vi.spyOn(service.parts.store.bisections, 'create').mockRejectedValueOnce(new Error('out of order'))
    await expectProblem(await post(key, body), 500)
    const again = await post(key, body)
    await expectAnswer(Bisection, again, 201)
    expect(again.headers.get('idempotency-replayed')).toBeNull()
  })

  test('belongs to its token', async () => {
    const key = freshKey()
    const made = await service.call('POST', '/tokens', { name: 'other', scope: 'submit' })
    const { token } = await expectAnswer(TokenCreated, made, 201)
    const mine = await expectAnswer(Bisection, await post(key, { ...request, attach: false }), 201)
    const other = await post(key, { ...request, attach: false }, '/bisections', { authorization: `Bearer ${token}` })
    expect((await expectAnswer(Bisection, other, 201)).id).not.toBe(mine.id)
  })

  test('that makes a token answers with its text again, which lies nowhere readable', async () => {
    const key = freshKey()
    const body = { name: 'kept', scope: 'read' }
    const keep = vi.spyOn(service.parts.store.idempotency, 'keep')
    const { token } = await expectAnswer(TokenCreated, await post(key, body, '/tokens'), 201)
    expect(await expectAnswer(TokenCreated, await post(key, body, '/tokens'), 201)).toMatchObject({ token })
    expect(JSON.stringify(keep.mock.calls)).toContain(key)
    expect(JSON.stringify(keep.mock.calls)).not.toContain(token)
  })

  test.each(['', 'with space', 'x'.repeat(201), 'ä'])('is refused with the key %j', async (key) => {
    const headers = new Headers({ authorization: `Bearer ${service.token}`, 'content-type': 'application/json' })
    headers.set('idempotency-key', key)
    const init = { method: 'POST', headers, body: JSON.stringify(request) }
    const response = await fetch(`${service.url}/api/v1/bisections`, init)
    expect((await expectProblem(response, 400)).type).toBe('urn:kbisect:bad-idempotency-key')
  })
})

describe('what a client has already', () => {
  async function finished(): Promise<string> {
    const { id } = await expectAnswer(Bisection, await post(freshKey(), { ...request, attach: false }), 201)
    await service.parts.store.bisections.update(id, {
      state: 'finished',
      stage: 'done',
      finishedAt: new Date(),
      result: notReproduced,
    })
    return id
  }

  test.each(['', '/candidates', '/builds', '/runs', '/report', '/report?format=json'])(
    'of a finished bisection is not sent again: %s',
    async (part) => {
      const path = `/bisections/${await finished()}${part}`
      const first = await service.call('GET', path)
      const tag = first.headers.get('etag') ?? ''
      expect([tag, first.headers.get('cache-control')]).toEqual([
        expect.stringMatching(/^".{27}"$/),
        'private, no-cache',
      ])
      const again = await service.call('GET', path, undefined, { 'if-none-match': `"other", W/${tag}` })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag])
      const head = await service.call('HEAD', path)
      expect([head.status, head.headers.get('etag')]).toEqual([200, tag])
      expect((await service.call('GET', path, undefined, { 'if-none-match': '"other"' })).status).toBe(200)
    },
  )

  test('is sent again once something changed', async () => {
    const id = await finished()
    const tagOf = async () => (await service.call('GET', `/bisections/${id}`)).headers.get('etag')
    const before = await tagOf()
    expect(await tagOf()).toBe(before)
    const tree = await service.parts.store.trees.byName('small')
    await service.parts.store.bisections.addRegression(id, {
      ...{ goodHash: 'a'.repeat(40), badHash: 'b'.repeat(40), targetName: 'arm64', architecture: 'arm64' },
      ...{ branch: null, treeId: tree?.id ?? '', testKind: 'boot', signature: null },
    })
    expect(await tagOf()).not.toBe(before)
  })

  test('problems and changes have no tag', async () => {
    expect((await service.call('GET', '/bisections/nosuchone')).headers.get('etag')).toBeNull()
    expect((await post(freshKey(), { ...request, attach: false })).headers.get('etag')).toBeNull()
  })
})
