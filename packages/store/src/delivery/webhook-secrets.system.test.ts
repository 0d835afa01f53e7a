import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyName } from '../access/secret-box.ts'
import { newId } from '../connection/new-id.ts'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { openStore, type SecretsKeys, type Store } from '../store.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})

afterAll(() => postgres?.remove())

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const having = (...keys: Buffer[]): SecretsKeys => ({ find: () => keys, make: () => keys })
/** No key yet: one is made when that is allowed. */
const making = (key: Buffer): SecretsKeys => ({ find: () => undefined, make: () => [key] })

async function withStore<T>(url: string, secretsKeys: SecretsKeys | undefined, use: (store: Store) => Promise<T>) {
  const store = await openStore(url, secretsKeys ? { secretsKeys } : {})
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

const options = {
  ...{ url: 'https://example.org/hook', types: ['regression.found' as const], description: '', filters: {} },
  ...{ format: 'standard' as const, githubSignature: false },
}
const create = (store: Store, secret: string, headers: Record<string, string> = {}) =>
  store.webhooks.create({ ...options, secret, headers })
const { url: receiver } = options

/** What a message to the webhook would be signed with and carry. */
async function secretsOf(store: Store, webhookId: string) {
  const delivery = await store.deliveries.find(await store.deliveries.add(webhookId, newId(), 'ping', '{}'))
  return delivery?.webhook.secrets
}

const stored = async (url: string) => JSON.stringify(await query(url, 'SELECT * FROM "Webhook"'))

test('secrets and headers of webhooks do not lie readable in the database', async () => {
  const url = await postgres.database()
  await withStore(url, having(one), async (store) => {
    const { id } = await create(store, 'whsec_alpha', { Authorization: 'Bearer ghp_beta' })
    await store.webhooks.rotate(id, 'whsec_gamma', new Date(Date.now() + 3600_000))
    expect(await secretsOf(store, id)).toEqual({
      url: receiver,
      ...{ secret: 'whsec_gamma', oldSecret: 'whsec_alpha', headers: { Authorization: 'Bearer ghp_beta' } },
    })
    await store.webhooks.change(id, { headers: { 'X-Key': 'delta' } })
    expect(await secretsOf(store, id)).toMatchObject({ headers: { 'X-Key': 'delta' } })
  })
  expect(await stored(url)).not.toMatch(/whsec|ghp_|alpha|beta|gamma|delta/)
})

test('what was stored readable is sealed at the start, once, and works as before', async () => {
  const url = await postgres.database()
  const id = newId()
  await query(
    url,
    `INSERT INTO "Webhook" ("id", "url", "types", "secret", "oldSecret", "oldSecretUntil", "headers", "headerNames")
     VALUES ($1, 'https://example.org/hook', '{}', 'whsec_plain', 'whsec_older', now() + interval '1 h', '{"X-Key": "plainly"}', '{X-Key}')`,
    [id],
  )
  const expected = {
    url: receiver,
    ...{ secret: 'whsec_plain', oldSecret: 'whsec_older', headers: { 'X-Key': 'plainly' } },
  }
  await withStore(url, making(one), async (store) => {
    expect(await secretsOf(store, id)).toEqual(expected)
    expect(await store.webhooks.sealAgain()).toEqual({ sealed: 1, unreadable: [] })
    expect(await store.webhooks.sealAgain()).toEqual({ sealed: 0, unreadable: [] })
    expect(await secretsOf(store, id)).toEqual(expected)
    expect(await store.webhooks.find(id)).toMatchObject({ headers: ['X-Key'] })
  })
  expect(await stored(url)).not.toMatch(/whsec|plainly|\/hook/)
})

test('the URL of a webhook is shown by its origin alone, and does not lie readable in the database', async () => {
  const url = await postgres.database()
  await withStore(url, having(one), async (store) => {
    const slack = 'https://hooks.slack.example:8443/services/T0/B0/sesame?token=open'
    const { id } = await store.webhooks.create({ ...options, url: slack, secret: 'whsec_a', headers: {} })
    expect(await secretsOf(store, id)).toMatchObject({ url: slack })
    expect(await store.webhooks.find(id)).toMatchObject({ origin: 'https://hooks.slack.example:8443' })
    expect(JSON.stringify(await store.webhooks.list({ limit: 50 }))).not.toMatch(/services|sesame|open/)
    expect(await stored(url)).not.toMatch(/services|sesame|open/)
    const discord = 'https://discord.example/api/webhooks/1/simsalabim'
    expect(await store.webhooks.change(id, { url: discord })).toMatchObject({ origin: 'https://discord.example' })
    expect(await secretsOf(store, id)).toMatchObject({ url: discord })
    expect(await stored(url)).not.toMatch(/webhooks|simsalabim/)
  })
})

test('a URL that was stored readable is sealed at the start, also beside secrets that no key opens', async () => {
  const url = await postgres.database()
  const id = await withStore(url, having(one), async (store) => (await create(store, 'whsec_a')).id)
  await query(url, `UPDATE "Webhook" SET "url" = 'https://example.org/sesame' WHERE "id" = $1`, [id])
  await withStore(url, having(two), async (store) => {
    expect(await store.webhooks.sealAgain()).toEqual({ sealed: 0, unreadable: [id] })
    expect(await stored(url)).not.toContain('sesame')
    await store.webhooks.rotate(id, 'whsec_b', new Date(Date.now() + 3600_000))
    expect(await secretsOf(store, id)).toMatchObject({ url: 'https://example.org/sesame', secret: 'whsec_b' })
  })
})

test('a new key before the old one takes over, and the old one can go', async () => {
  const url = await postgres.database()
  const { id } = await withStore(url, having(one), (store) => create(store, 'whsec_a', { 'X-Key': 'b' }))
  const expected = { url: receiver, secret: 'whsec_a', oldSecret: null, headers: { 'X-Key': 'b' } }
  await withStore(url, having(two, one), async (store) => {
    expect(await secretsOf(store, id)).toEqual(expected)
    expect(await store.webhooks.sealAgain()).toEqual({ sealed: 1, unreadable: [] })
  })
  await withStore(url, having(two), async (store) => expect(await secretsOf(store, id)).toEqual(expected))
})

test('a store with encrypted secrets and no key does not open, and makes no new key', async () => {
  const url = await postgres.database()
  await withStore(url, making(one), (store) => create(store, 'whsec_a'))
  await expect(openStore(url, { secretsKeys: making(two) })).rejects.toMatchObject({
    code: 'secrets-key-lost',
    hint: expect.stringContaining('restore the file `secrets-key`'),
  })
})

test('after the loss of the key a webhook says which one it needs, and works again once all is set anew', async () => {
  const url = await postgres.database()
  const lost = await withStore(url, having(one), async (store) => {
    const { id } = await create(store, 'whsec_a', { 'X-Key': 'b' })
    const plain = await create(store, 'whsec_p')
    return { id, plain: plain.id }
  })
  await withStore(url, having(two), async (store) => {
    const { sealed, unreadable } = await store.webhooks.sealAgain()
    expect({ sealed, unreadable: unreadable.sort() }).toEqual({ sealed: 0, unreadable: [lost.id, lost.plain].sort() })
    expect(await secretsOf(store, lost.id)).toMatchObject({
      code: 'secrets-key-missing',
      message: expect.stringContaining(keyName(one)),
    })
    expect((await store.webhooks.list({ limit: 50 })).items.map(({ id }) => id)).toContain(lost.id)
    // Without headers a new secret and the URL are enough.
    await store.webhooks.rotate(lost.plain, 'whsec_q', new Date(Date.now() + 3600_000))
    expect(await secretsOf(store, lost.plain)).toBeInstanceOf(Error)
    await store.webhooks.change(lost.plain, { url: receiver })
    const anew = { url: receiver, oldSecret: null }
    expect(await secretsOf(store, lost.plain)).toEqual({ ...anew, secret: 'whsec_q', headers: {} })
    await store.webhooks.rotate(lost.id, 'whsec_c', new Date(Date.now() + 3600_000))
    await store.webhooks.change(lost.id, { url: receiver })
    expect(await secretsOf(store, lost.id)).toBeInstanceOf(Error)
    await store.webhooks.change(lost.id, { headers: { 'X-Key': 'd' } })
    expect(await secretsOf(store, lost.id)).toEqual({ ...anew, secret: 'whsec_c', headers: { 'X-Key': 'd' } })
  })
})

test('a secret that is copied to another webhook does not open there', async () => {
  const url = await postgres.database()
  await withStore(url, having(one), async (store) => {
    const [from, to] = [await create(store, 'whsec_a'), await create(store, 'whsec_b')]
    await query(
      url,
      `UPDATE "Webhook" SET "secret" = (SELECT "secret" FROM "Webhook" WHERE "id" = $1) WHERE "id" = $2`,
      [from.id, to.id],
    )
    expect(await secretsOf(store, to.id)).toMatchObject({ code: 'secrets-key-missing' })
  })
})

test('a process without keys neither stores nor reads secrets', async () => {
  const url = await postgres.database()
  const { id } = await withStore(url, having(one), (store) => create(store, 'whsec_a'))
  await withStore(url, undefined, async (store) => {
    expect(await secretsOf(store, id)).toBeInstanceOf(Error)
    await expect(create(store, 'whsec_b')).rejects.toMatchObject({ code: 'secrets-key-missing' })
  })
})
