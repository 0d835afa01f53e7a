import { describeBisectionStore } from '@kbisect/testing/suites'
import { afterAll, beforeAll } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
beforeAll(async () => {
  opened = await openTestStore()
})
afterAll(() => opened?.remove())

describeBisectionStore('Postgres', async () => {
  const { store, url } = opened
  const tree = await store.trees.add({ name: 'mainline', url: 'https://example.org/mainline.git' })
  const webhook = await store.webhooks.create({
    ...{ url: 'https://example.org/hook', description: '', format: 'standard', filters: {}, headers: {} },
    ...{ types: ['bisection.started', 'bisection.finished'] },
    ...{ githubSignature: false, secret: 'whsec_x' },
  })
  return {
    store: store.bisections,
    treeId: tree.id,
    webhookId: webhook.id,
    eventsOf: async (bisectionId) =>
      (await store.events.list({ bisectionId, after: 0, limit: 100 })).map(({ message }) => message),
    close: async () => void (await query(url, 'TRUNCATE "Tree", "Webhook" CASCADE')),
  }
})
