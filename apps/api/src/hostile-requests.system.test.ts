import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from './checks.fixture.ts'
import { deck, hostileTexts, hostileValues, type Schema, spoiled } from './hostile-values.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
}

interface Route extends Operation {
  readonly method: string
  readonly path: string
}

let service: TestService
let routes: Route[]
let bisection: string

beforeAll(async () => {
  service = await startTestService({ KBISECT_RATE_LIMIT: '1000000' })
  await addSmallTree(service)
  const body = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }
  bisection = ((await (await service.call('POST', '/bisections', body)).json()) as { id: string }).id
  const { paths } = (await (await service.call('GET', '/openapi.json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path: path.replace('/api/v1', ''),
    })),
  )
})
afterAll(() => service?.remove())

interface Sent {
  readonly what: string
  readonly status: number
  readonly retry: string | null
}

/**
 * Returns the answers that are errors of the service: 502 is another server's error, 503 says when
 * to retry.
 */
const faults = (sent: readonly Sent[]) =>
  sent.filter(({ status, retry }) => status >= 500 && status !== 502 && !(status === 503 && retry !== null))

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await service.call(method, path, body, { accept: 'application/json', ...headers })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  // A stream ends with its reader.
  if (isStream) await response.body?.cancel()
  const text = isStream ? 'a stream' : await response.text()
  const shown = body === undefined ? '' : JSON.stringify(body).slice(0, 200)
  return {
    what: `${method} ${path.slice(0, 300)} ${shown} → ${response.status} ${text.slice(0, 200)}`,
    status: response.status,
    retry: response.headers.get('retry-after'),
  }
}

/** Sends all, some at once, and returns what came of them. */
async function sendAll(requests: Iterable<() => Promise<Sent>>): Promise<Sent[]> {
  const sent: Sent[] = []
  const left = requests[Symbol.iterator]()
  const work = async () => {
    for (let next = left.next(); !next.done; next = left.next()) sent.push(await next.value())
  }
  await Promise.all(Array.from({ length: 12 }, work))
  return sent
}

/** Fits wherever a path names a commit: a request is refused for what else is wrong with it. */
const COMMIT = '0'.repeat(40)

const pathWith = (path: string, values: Readonly<Record<string, string>>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? { id: bisection, commit: COMMIT }[name] ?? 'small'),
  )

// Another seed sends the values to other fields.
const SEED = 1
/** How many hostile texts each parameter gets. */
const TEXTS = 4
const dealTexts = deck(hostileTexts, SEED)
const dealValues = deck(hostileValues, SEED)

function encoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // A lone surrogate as a careless client writes it.
    return '%ED%A0%80'
  }
}

describe('a parameter of a query is refused', () => {
  const withQuery = (isWanted: (schema: Schema) => boolean, text: string) =>
    routes
      .filter(({ method }) => method === 'GET')
      .flatMap(({ path, parameters = [] }) =>
        parameters
          .filter((parameter) => parameter.in === 'query' && isWanted(parameter.schema))
          .map(
            ({ name }) =>
              () =>
                send('GET', `${pathWith(path, {})}?${name}=${text}`),
          ),
      )
  const refused = (sent: readonly Sent[]) => sent.filter(({ status }) => status === 400)

  test('when its text holds a NUL character', async () => {
    const sent = await sendAll(withQuery(({ type }) => type === 'string', 'a%00b'))
    expect(sent.length).toBeGreaterThan(20)
    expect(refused(sent)).toEqual(sent)
  })

  test('when its number is larger than the database can look for', async () => {
    for (const number of ['9223372036854775808', '1e30']) {
      const sent = await sendAll(withQuery(({ type }) => type === 'integer', number))
      expect(sent.length).toBeGreaterThan(10)
      expect(refused(sent)).toEqual(sent)
    }
  })
})

describe('no request ends in a fault of the service', () => {
  test('whatever stands in its path', async () => {
    const sent = await sendAll(
      routes.flatMap(({ method, path, parameters = [] }) =>
        parameters
          .filter((parameter) => parameter.in === 'path')
          .flatMap(({ name }) =>
            dealTexts(TEXTS).map((text) => () => {
              const raw = path.replace(`{${name}}`, encoded(text))
              return send(method, pathWith(raw, {}), method === 'GET' || method === 'DELETE' ? undefined : {})
            }),
          ),
      ),
    )
    expect(sent.length).toBeGreaterThan(4 * hostileTexts.length)
    expect(faults(sent)).toEqual([])
  })

  test('whatever stands in its query', async () => {
    const sent = await sendAll(
      routes
        .filter(({ method }) => method === 'GET')
        .flatMap(({ path, parameters = [] }) =>
          parameters
            .filter((parameter) => parameter.in === 'query')
            .flatMap(({ name }) =>
              dealTexts(TEXTS).map((text) => () => send('GET', `${pathWith(path, {})}?${name}=${encoded(text)}`)),
            ),
        ),
    )
    expect(sent.length).toBeGreaterThan(200)
    expect(faults(sent)).toEqual([])
  })

  test('whatever its body is', async () => {
    const sent = await sendAll(
      routes.flatMap(({ method, path, requestBody }) => {
        const schema = requestBody?.content?.['application/json']?.schema
        return schema
          ? [...spoiled(schema, dealValues)].map((body) => () => send(method, pathWith(path, {}), body))
          : []
      }),
    )
    expect(sent.length).toBeGreaterThan(400)
    expect(faults(sent)).toEqual([])
  })

  test('however its body and its headers are broken', async () => {
    const [json, deep] = ['application/json', '['.repeat(10_000) + ']'.repeat(10_000)]
    const bodies = [deep, '['.repeat(200_000), '{"tree":', '\u0000', '{"__proto__":{"x":1}}', 'null', '"x"', '1e999']
    const posts = routes.filter(({ method }) => method === 'POST')
    const requests = posts.flatMap(({ path }) => [
      ...bodies.map((body) => () => send('POST', pathWith(path, {}), body)),
      () => send('POST', pathWith(path, {}), '{}', { 'content-type': 'text/xml' }),
      () => send('POST', pathWith(path, {}), '{}', { 'content-type': `${json}; charset=utf-7` }),
      () => send('POST', pathWith(path, {}), { tree: 'small' }, { 'idempotency-key': 'x'.repeat(5_000) }),
      () => send('POST', pathWith(path, {}), undefined, { 'content-type': json }),
    ])
    const headers: Record<string, string>[] = [
      { range: 'bytes=9-1,-,0-99999999999999999999' },
      { 'last-event-id': '9'.repeat(400) },
      { 'if-none-match': '"'.repeat(3_000) },
      { accept: ','.repeat(5_000) },
      { cookie: `kbisect_session=${'x'.repeat(6_000)}`, authorization: '' },
      { 'x-forwarded-for': '999.1.1.1, ::::, x' },
    ]
    const gets = routes.filter(({ method }) => method === 'GET')
    const floods = gets.flatMap(({ path }) =>
      headers.map((header) => () => send('GET', pathWith(path, {}), undefined, header)),
    )
    const sent = await sendAll([...requests, ...floods])
    expect(sent.length).toBeGreaterThan(200)
    expect(faults(sent)).toEqual([])
  })

  test('when it has more headers than a server takes, and the service goes on', async () => {
    const { port } = new URL(service.url)
    const headers = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`x-${at}`, 'y'.repeat(100)]))
    const status = await new Promise((resolve) => {
      const sent = request({ port, path: '/api/v1/overview', headers }, (response) =>
        resolve(response.resume().statusCode),
      )
      sent.on('error', () => resolve(431))
      sent.end()
    })
    expect(status).toBe(431)
    expect((await service.call('GET', '/overview')).status).toBe(200)
  })
})

test('the answer to a request with hundreds of mistakes lists twenty of them', async () => {
  // An object that names `constructor` is refused by the reader of JSON already.
  const unknown = hostileValues.filter((value) => typeof value !== 'object')
  const alsoTest = Array.from({ length: 30 }, () => ({ architecture: 'none', unknown }))
  const body = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' }, alsoTest }
  const { errors } = await expectProblem(await service.call('POST', '/bisections', body), 422)
  expect(errors).toHaveLength(20)
})
