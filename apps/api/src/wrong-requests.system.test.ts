import { Problem } from '@kbisect/contracts'
import type { Store } from '@kbisect/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAnswer } from './checks.fixture.ts'
import { fitting, type Schema } from './hostile-values.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
/** What stands in the table in braces: {bisection}, {commit} … */
const known: Record<string, string> = {}

beforeAll(async () => {
  service = await startTestService({ KBISECT_RATE_LIMIT: '1000000' })
  repository = await addSmallTree(service)
  const ask = async (path: string, body?: unknown): Promise<Record<string, string>> =>
    (await (await service.call('POST', path, body)).json()) as Record<string, string>
  const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }
  known.bisection = (await ask('/bisections', request)).id ?? ''
  known.cancelled = (await ask('/bisections', { ...request, good: 'c1' })).id ?? ''
  const { bisections } = service.parts.store
  await bisections.update(known.cancelled, { state: 'finished', stage: 'done', finishedAt: new Date() })
  known.webhook = (await ask('/webhooks', { url: 'https://127.0.0.1/x' })).id ?? ''
  known.reader = (await ask('/tokens', { name: 'reader', scope: 'read' })).token ?? ''
  await service.call('PATCH', `/webhooks/${known.webhook}`, { disabled: true })
  known.watch = (await ask('/watches', watched)).id ?? ''
  await service.call('PATCH', `/watches/${known.watch}`, { paused: true })
  const seen = ['f'.repeat(40), `${'e'.repeat(39)}1`, `${'e'.repeat(39)}2`]
  const commits = seen.map((hash) => ({ hash, subject: 'a change', committedAt: 1 }))
  await (service.parts.store as Store).watchWork.addRevisions(known.watch, 'main', seen[2] ?? '', commits, [])
  known.seen = 'ffff'
  known.admin = service.parts.settings.firstTokenId
  known.commit = repository.hash('main')
})
afterAll(() => service?.remove())

const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (all, name: string) => known[name] ?? all)

const ID = 'nosuch12'
const HASH = '0'.repeat(40)
const DIGEST = '0'.repeat(64)

interface Wrong {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }
const json = { 'content-type': 'application/json' }
const asking = (changes: object): Wrong => ({ body: { ...request, ...changes } })
const watched = { name: 'small', tree: 'small', branches: ['main'], targets: [{ architecture: 'arm64' }] }
const watching = (changes: object): Wrong => ({ body: { ...watched, name: 'other', ...changes } })

/**
 * Sends what is wrong and returns the answer. Throws unless it says what to do: in each of
 * `errors`, or in `hint` where no field is at fault.
 */
async function refusal(method: string, path: string, { body, headers }: Wrong, status: number): Promise<Problem> {
  const sent = typeof body === 'string' ? body : body === undefined ? undefined : JSON.parse(fill(JSON.stringify(body)))
  const filled = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, fill(value)]))
  const response = await service.call(method, fill(path), sent, filled)
  const problem = await expectAnswer(Problem, response, status)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const shown = JSON.stringify(problem)
  expect(problem.detail.length, shown).toBeGreaterThan(10)
  for (const { field, message, hint = '' } of problem.errors ?? []) {
    expect(field, shown).not.toBe('')
    expect(message.length, shown).toBeGreaterThan(7)
    expect(hint, shown).toMatch(/\w{2,} \S/)
  }
  if (problem.errors === undefined) expect(problem.hint, shown).toMatch(/\w{2,} \S/)
  return problem
}

/**
 * Method and path, what is wrong with it, the status, the field that the answer names (none where
 * no field is at fault), the value that it shows, and what its message and hint say.
 */
type Case = [
  call: string,
  wrong: Wrong,
  status: number,
  field: string | undefined,
  value: unknown,
  message: RegExp,
  hint: RegExp,
]

const lists = ['/bisections', '/trees', '/regressions', '/webhooks', '/mails', '/tokens', '/audit', '/workers']
const cases: Case[] = [
  // What is not there.
  ['GET /bisections/nosuch12', {}, 404, 'id', ID, /no bisection nosuch12/, /GET \/api\/v1\/bisections/],
  ['DELETE /bisections/nosuch12', {}, 404, 'id', ID, /no bisection/, /GET \/api\/v1\/bisections/],
  ['POST /bisections/nosuch12/cancel', {}, 404, 'id', ID, /no bisection/, /GET \/api\/v1\/bisections/],
  ['POST /bisections/nosuch12/retry', {}, 404, 'id', ID, /no bisection/, /GET \/api\/v1\/bisections/],
  ['GET /bisections/nosuch12/events', {}, 404, 'id', ID, /no bisection/, /GET \/api\/v1\/bisections/],
  ['GET /bisections/nosuch12/kcidb', {}, 404, 'id', ID, /no bisection/, /GET \/api\/v1\/bisections/],
  ['GET /bisections/{bisection}/compare/nosuch12', {}, 404, 'other', ID, /no bisection/, /bisections/],
  [`GET /bisections/{bisection}/commits/${HASH}`, {}, 404, 'hash', HASH, /has no commit 0000/, /fetch/],
  ['GET /trees/none', {}, 404, 'name', 'none', /no tree none/, /GET \/api\/v1\/trees/],
  ['POST /trees/none/fetch', {}, 404, 'name', 'none', /no tree none/, /GET \/api\/v1\/trees/],
  ['GET /trees/none/badge.svg', {}, 404, 'name', 'none', /no tree none/, /GET \/api\/v1\/trees/],
  ['GET /trends?tree=none', {}, 404, 'tree', 'none', /no tree none/, /GET \/api\/v1\/trees/],
  ['GET /trees/small/commits/v9', {}, 404, 'ref', 'v9', /v9/, /spelling|fetch/],
  ['GET /regressions/nosuch12', {}, 404, 'id', ID, /no regression/, /GET \/api\/v1\/regressions/],
  ['GET /runs/nosuch12', {}, 404, 'id', ID, /no run/, /bisections/],
  ['GET /runs/nosuch12/log', {}, 404, 'id', ID, /no run/, /bisections/],
  [`GET /artifacts/${DIGEST}`, {}, 404, 'digest', DIGEST, /artifact/, /\w/],
  [`GET /config-files/${DIGEST}`, {}, 404, 'digest', DIGEST, /configuration file/, /request/],
  ['GET /webhooks/nosuch12', {}, 404, 'id', ID, /no webhook/, /GET \/api\/v1\/webhooks/],
  ['DELETE /webhooks/nosuch12', {}, 404, 'id', ID, /no webhook/, /GET \/api\/v1\/webhooks/],
  ['POST /deliveries/nosuch12/redeliver', {}, 404, 'id', ID, /no delivery/, /deliveries/],
  ['POST /mails/nosuch12/send', {}, 404, 'id', ID, /no mail/, /GET \/api\/v1\/mails/],
  ['DELETE /tokens/nosuch12', {}, 404, 'id', ID, /no token nosuch12/, /GET \/api\/v1\/tokens/],
  ['GET /nothing', {}, 404, 'url', '/api/v1/nothing', /no operation/, /\/api\/v1\/docs/],
  ['PATCH /bisections', { body: {} }, 405, 'method', 'PATCH', /PATCH/, /GET, HEAD or POST/],
  ['POST /trees/small', { body: {} }, 405, 'method', 'POST', /POST/, /DELETE, GET, HEAD or PATCH/],
  // Ids and names of another shape.
  ['GET /bisections/No.Such', {}, 404, 'id', 'No.Such', /not allowed/, /lower-case letters and digits/],
  ['GET /runs/x', {}, 404, 'id', 'x', /not allowed/, /lower-case letters and digits/],
  ['GET /trees/Main%20Line', {}, 404, 'name', 'Main Line', /not allowed/, /Lower-case name/],
  ['GET /artifacts/abc', {}, 404, 'digest', 'abc', /not allowed/, /sha-256/],
  ['GET /bisections/{bisection}/commits/v6.1', {}, 404, 'hash', 'v6.1', /not allowed/, /full commit hash/],
  ['GET /bisections/%ff', {}, 400, 'url', '/api/v1/bisections/%ff', /percent|valid/, /UTF-8/],
  // What does not fit the state.
  ['POST /bisections/{cancelled}/cancel', {}, 409, 'id', '{cancelled}', /finished already/, /retry/],
  ['POST /bisections/{bisection}/resume', {}, 409, 'id', '{bisection}', /is queued/, /GET|wait/],
  [
    'POST /bisections/{bisection}/triage',
    { body: { state: 'known' } },
    409,
    'id',
    '{bisection}',
    /no regression/,
    /when/,
  ],
  ['GET /bisections/{bisection}/reproduce.sh', {}, 409, 'id', '{bisection}', /nothing was built/, /ask again/],
  ['POST /webhooks/{webhook}/test', {}, 409, 'id', '{webhook}', /switched off/, /"disabled": false/],
  ['DELETE /tokens/{admin}', {}, 409, 'id', '{admin}', /last token/, /another one/],
  [
    'DELETE /trees/small',
    {},
    409,
    'name',
    'small',
    /bisections or watches belong/,
    /delete its watches and bisections/,
  ],
  ['POST /trees', { body: { name: 'small', url: '/x/y' } }, 409, 'name', 'small', /already/, /another name/],
  ['POST /trees', { body: { name: 'other', url: '/x/y' } }, 422, 'url', '/x/y', /\/x\/y/, /\w+ \w+/],
  ['POST /tokens', { body: { name: 'reader', scope: 'read' } }, 409, 'name', 'reader', /already/, /another name/],
  [
    `PUT /bisections/{bisection}/candidates/${HASH}/verdict`,
    { body: { verdict: 'bad', why: 'I saw it' } },
    ...[409, 'hash', HASH, /being read/, /again/],
  ] as unknown as Case,
  [
    `POST /bisections/{bisection}/candidates/${HASH}/rerun`,
    { body: {} },
    ...[404, 'hash', HASH, /no commit/, /candidates/],
  ] as unknown as Case,
  // Lists.
  ...lists.map((path): Case => [`GET ${path}?cursor=x`, {}, 400, 'cursor', 'x', /none that this list/, /`next`/]),
  ...lists.map((path): Case => [`GET ${path}?limit=0`, {}, 400, 'limit', 0, /below 1/, /whole number from 1 to 200/]),
  ['GET /bisections?limit=201', {}, 400, 'limit', 201, /above 200/, /whole number from 1 to 200/],
  ['GET /bisections?limit=many', {}, 400, 'limit', 'many', /not a whole number/, /whole number from 1 to 200/],
  ['GET /trends?days=400', {}, 400, 'days', 400, /above 366/, /from 1 to 366/],
  ['GET /bisections?state=gone', {}, 400, 'state', 'gone', /not one of/, /Use one of queued/],
  ['GET /bisections?sort=age', {}, 400, 'sort', 'age', /not one of/, /Use one of/],
  ['GET /bisections?sate=running', {}, 400, 'sate', 'running', /not a known/, /state/],
  ['GET /trees?lmit=3', {}, 400, 'lmit', '3', /not a known/, /cursor, limit/],
  ['GET /overview?fresh=1', {}, 400, 'fresh', '1', /not a known/, /takes no parameters/],
  ['GET /bisections?format=xml', {}, 400, 'format', 'xml', /not one of json, csv/, /Use one of json, csv/],
  ['GET /bisections?text=%00', {}, 400, 'text', '\0', /NUL/, /without it/],
  // Bodies.
  ['POST /bisections', { headers: json }, 400, 'body', undefined, /is empty/, /JSON object/],
  ['POST /bisections', {}, 422, 'body', undefined, /is missing/, /JSON object.*tree, good, bad and target/],
  ['POST /bisections', { body: '{"tree":' }, 400, 'body', undefined, /not valid JSON/, /quotes|comma/],
  [
    'POST /bisections',
    { body: "{'tree': 1}" },
    400,
    'body',
    undefined,
    /not valid JSON: .*position 1/,
    /double quotes/,
  ],
  ['POST /bisections', { body: '[1]' }, 422, 'body', [1], /not an object/, /tree, good, bad and target/],
  ['POST /bisections', { body: '{"__proto__": {}}' }, 400, 'body', undefined, /__proto__/, /Leave it out/],
  [
    'POST /bisections',
    { body: 'x', headers: { 'content-type': 'text/plain' } },
    415,
    'content-type',
    'text/plain',
    /is not/,
    /Content-Type/,
  ],
  ['POST /bisections', { body: `"${'x'.repeat(9 << 20)}"` }, 413, 'body', undefined, /larger/, /8 MiB/],
  ['POST /bisections', asking({ tree: 'none' }), 422, 'tree', 'none', /no tree none/, /POST \/api\/v1\/trees/],
  ['POST /bisections', asking({ good: 'v9' }), 422, 'good', 'v9', /not a commit, branch or tag/, /spelling/],
  ['POST /bisections', asking({ bad: 'c0' }), 422, 'bad', 'c0', /the same commit/, /later one/],
  ['POST /bisections', asking({ good: 'c4', bad: 'c1' }), 422, 'bad', 'c1', /is an ancestor/, /swap/],
  [
    'POST /bisections',
    asking({ test: { kind: 'fuzz' } }),
    422,
    'test.kind',
    'fuzz',
    /not one of boot/,
    /Use one of boot/,
  ],
  ['POST /bisections', asking({ test: 'boot' }), 422, 'test', 'boot', /"boot" is not an object$/, /"kind": "boot"/],
  [
    'POST /bisections',
    asking({ alsoTest: Array(33).fill({ architecture: 'arm' }) }),
    422,
    'alsoTest',
    undefined,
    /at most 32/,
    /at most 32/,
  ],
  ['POST /bisections', asking({ runs: { confirm: 99 } }), 422, 'runs.confirm', 99, /above 50/, /from 1 to 50/],
  [
    'POST /bisections',
    asking({ good: 'x'.repeat(300) }),
    422,
    'good',
    undefined,
    /300 characters/,
    /1 to 255 characters/,
  ],
  ['POST /bisections', asking({ colour: 'red' }), 422, 'colour', 'red', /not a known field/, /Known fields are tree/],
  [
    'POST /bisections',
    asking({ test: { kind: 'console', pattern: '(', expect: 'absent' } }),
    422,
    'test.pattern',
    '(',
    /\w/,
    /\w/,
  ],
  [
    'POST /bisections/{bisection}/cancel',
    { body: { why: 'x' } },
    422,
    'why',
    'x',
    /not a known field/,
    /takes no body/,
  ],
  ['POST /regressions', { body: {} }, 422, 'tree', undefined, /is missing/, /Lower-case name/],
  [
    'POST /regressions/nosuch12/triage',
    { body: { state: 'gone' } },
    422,
    'state',
    'gone',
    /not one of/,
    /Use one of open/,
  ],
  ['POST /tokens', { body: { name: 'x', scope: 'root' } }, 422, 'scope', 'root', /not one of/, /Use one of read/],
  [
    'POST /tokens',
    { body: { name: 'x', scope: 'read', expiresAt: 'soon' } },
    422,
    'expiresAt',
    'soon',
    /not a time/,
    /2026-/,
  ],
  [
    'POST /tokens',
    { body: { name: 'x', scope: 'read', expiresAt: '2020-01-01T00:00:00Z' } },
    422,
    'expiresAt',
    '2020-01-01T00:00:00Z',
    /over already/,
    /moment/,
  ],
  ['GET /watches/nosuch12', {}, 404, 'id', ID, /no watch/, /GET \/api\/v1\/watches/],
  ['POST /watches', watching({ tree: 'nosuch' }), 404, 'tree', 'nosuch', /no tree/, /\w/],
  ['POST /watches', watching({ branches: [] }), 422, 'branches', [], /at least 1/, /1 to 20/],
  [
    'POST /watches',
    watching({ branches: ['refs/heads/x'] }),
    422,
    'branches.0',
    'refs/heads/x',
    /ref/,
    /such as master/,
  ],
  ['POST /watches', watching({ branches: ['a..b'] }), 422, 'branches.0', 'a..b', /cannot name/, /such as master/],
  [
    'POST /watches',
    watching({ targets: [{ architecture: 'arm' }, { architecture: 'arm' }] }),
    ...[422, 'targets.1', 'arm', /same target/, /another name/],
  ] as never,
  [
    'POST /watches',
    watching({ schedule: { cron: '0 25 * * *' } }),
    ...[422, 'schedule.cron', '0 25 * * *', /cron/, /five fields/],
  ] as never,
  [
    'POST /watches',
    watching({ tests: [{ kind: 'boot' }, { kind: 'boot' }] }),
    ...[422, 'tests.1', 'boot', /twice/, /leave it out/],
  ] as never,
  ['PATCH /watches/{watch}', { body: {} }, 422, 'body', {}, /says nothing/, /Give/],
  ['PATCH /watches/{watch}', { body: { runs: 0 } }, 422, 'runs', 0, /1/, /\w/],
  [
    'GET /watches/{watch}/revisions/0123/failures',
    {},
    ...[404, 'commit', '0123', /no revision/, /GET \/api\/v1\/watches\/ID\/revisions/],
  ] as never,
  ['GET /watches/{watch}/revisions/HEAD/failures', {}, 404, 'commit', 'HEAD', /\w/, /hash/],
  ['GET /watches/nosuch12/compare?a=0123&b=4567', {}, 404, 'id', ID, /no watch/, /GET \/api\/v1\/watches/],
  ['GET /watches/{watch}/compare?a=0123&b=4567', {}, 404, 'a', '0123', /no revision/, /saw/],
  ['GET /watches/{watch}/compare?a={seen}&b=4567', {}, 404, 'b', '4567', /no revision/, /saw/],
  ['GET /watches/{watch}/compare?a={seen}&b=eeee', {}, 422, 'b', 'eeee', /several/, /more of the hash/],
  ['GET /watches/{watch}/compare?a={seen}', {}, 400, 'b', undefined, /\w/, /\w/],
  ['POST /watches/{watch}/look', {}, 409, 'id', '{watch}', /paused/, /resume/],
  ['PATCH /webhooks/{webhook}', { body: {} }, 422, 'body', {}, /says nothing/, /Give url/],
  ['POST /webhooks', { body: { url: 'ftp://x' } }, 422, 'url', 'ftp://x', /\w/, /\w/],
  ['POST /webhooks', { body: { url: 'https://127.0.0.1/x', types: [] } }, 422, 'types', [], /at least 1/, /1 or more/],
  ['POST /trees', { body: { name: 'X', url: '/x' } }, 422, 'name', 'X', /not allowed/, /Lower-case/],
  ['POST /trees', { body: { name: 'x', url: 'relative' } }, 422, 'url', 'relative', /neither a URL/, /whole path/],
  [
    'PUT /trees/small/credentials',
    { body: { password: 'x' } },
    422,
    'credentials',
    undefined,
    /https or http/,
    /Leave them out/,
  ],
  ['POST /session', { body: { token: 'wrong' } }, 401, 'token', undefined, /unknown or revoked/, /Copy it whole/],
  // Headers.
  [
    'GET /trees',
    { headers: { authorization: 'Bearer wrong' } },
    401,
    'authorization',
    undefined,
    /unknown/,
    /Bearer TOKEN/,
  ],
  [
    'GET /trees',
    { headers: { authorization: 'Basic eDp5' } },
    401,
    'authorization',
    undefined,
    /Bearer/,
    /Bearer TOKEN/,
  ],
  ['GET /trees', { headers: { authorization: '' } }, 401, undefined, undefined, /needs a token/, /Bearer TOKEN/],
  [
    'POST /trees',
    { body: { name: 'y', url: '/y' }, headers: { authorization: 'Bearer {reader}' } },
    403,
    undefined,
    undefined,
    /scope admin/,
    /administrator/,
  ],
  [
    'POST /trees/small/fetch',
    { headers: { 'idempotency-key': 'a b' } },
    400,
    'idempotency-key',
    'a b',
    /not allowed/,
    /UUID/,
  ],
  [
    'PATCH /webhooks/{webhook}',
    { body: { description: 'x' }, headers: { 'if-match': '"a"' } },
    400,
    'if-match',
    '"a"',
    /not evaluated/,
    /Leave it out/,
  ],
  [
    'GET /bisections/{bisection}/events',
    { headers: { 'last-event-id': 'x' } },
    400,
    'last-event-id',
    'x',
    /not a number/,
    /id of the last event/,
  ],
]

test.each(cases)(
  'the API answers %s (%j) with %i and the field %s',
  async (call, wrong, status, field, value, message, hint) => {
    const [method = '', path = ''] = call.split(' ')
    const problem = await refusal(method, path, wrong, status)
    const [error] = problem.errors ?? []
    expect(error?.field).toBe(field)
    const filled: unknown = typeof value === 'string' ? fill(value) : value
    expect(error?.value).toEqual(filled)
    expect(error?.message ?? problem.detail).toMatch(message)
    expect(error?.hint ?? problem.hint).toMatch(hint)
  },
)

test('a key that comes again with another request is refused with the key and what to do', async () => {
  const headers = { 'idempotency-key': 'once' }
  await service.call('POST', '/tokens', { name: 'first', scope: 'read' }, headers)
  const { errors } = await refusal('POST', '/tokens', { body: { name: 'second', scope: 'read' }, headers }, 422)
  expect(errors).toMatchObject([{ field: 'idempotency-key', value: 'once', hint: expect.stringMatching(/new/) }])
})

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

test('every operation says what is wrong with an id, a parameter and a body, and what to do', async () => {
  const document = (await (await service.call('GET', '/openapi.json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      url: path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, 'no-such-thing'),
      ...operation,
    })),
  )
  expect(operations.length).toBeGreaterThan(55)
  for (const { method, url, parameters = [], requestBody } of operations) {
    if (url === '/session') continue
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    const schema = requestBody?.content['application/json']?.schema
    const body = schema && fitting(schema)
    if (inPath.length > 0) {
      const { errors = [] } = await refusal(method, url, { body }, 404)
      expect(inPath, `${method} ${url}`).toContain(errors[0]?.field)
    }
    const asked = await refusal(method, `${url}?nonsense=1`, { body }, 400)
    expect(asked.errors).toMatchObject([{ field: 'nonsense', value: '1' }])
    // What other services send has fields of theirs.
    if (schema === undefined || schema.additionalProperties === true || inPath.length > 0) continue
    const { errors = [] } = await refusal(method, url, { body: { nonsense: 1 } }, 422)
    expect(errors.map(({ field }) => field)).toContain('nonsense')
  }
})

test('the answer to a wrong method names those that the address has in the header Allow', async () => {
  const response = await service.call('PUT', '/bisections', {})
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
})
