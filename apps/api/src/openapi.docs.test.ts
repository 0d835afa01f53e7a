import { resolve } from 'node:path'
import { webhookTypes } from '@kbisect/contracts'
import { createLogger, metrics } from '@kbisect/settings'
import { expect, test } from 'vitest'
import { buildApp } from './app.ts'
import type { ApiSettings, Dependencies } from './dependencies.ts'

const FILE = resolve(import.meta.dirname, '../../../docs/openapi.json')

// The document follows from the routes alone: what they are wired to is not called before the first
// request.
const settings: ApiSettings = {
  baseUrl: () => 'http://127.0.0.1:8470',
  reads: 'token',
  metrics: 'public',
  rateLimit: 6000,
  trustProxy: [],
  reporter: 'kbisect@example.org',
  hasMailServer: true,
  kcidbOrigin: 'kbisect',
  importPolicy: 'bisect',
  pushSecret: undefined,
  gitProtocols: [],
  webhookAllowCidrs: [],
  liveLogsDir: '/nonexistent',
  sessionKey: Buffer.alloc(32),
  firstTokenId: 'token1234',
  dashboardDir: undefined,
}
const dependencies = {
  store: { events: { listen: async () => async () => undefined } },
  sweepMirrors: async () => undefined,
  metrics: metrics(),
  logger: createLogger({ name: 'api', level: 'silent' }),
  settings,
} as unknown as Dependencies

test('docs/openapi.json is the document that the API serves', async () => {
  const app = await buildApp(dependencies)
  await app.ready()
  const document = app.swagger() as { paths?: object; webhooks?: object }
  expect(Object.keys(document.paths ?? {}).length).toBeGreaterThan(40)
  expect(Object.keys(document.webhooks ?? {})).toEqual([...webhookTypes])
  await expect(`${JSON.stringify(document, null, 1)}\n`).toMatchFileSnapshot(FILE)
  await app.close()
})
