import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bisection } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { readSettings, type Settings, serviceToken } from '@kbisect/settings'
import { launchService } from '@kbisect/supervisor'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiClient } from '../api-client.ts'
import { createToyHistory } from '../history.ts'
import { buildFailure } from '../plans.ts'
import { builtApps, removeState, testSettings } from '../program.ts'
import { startTestServices, type TestServices } from '../services.ts'
import { codeBlocks } from './code-blocks.ts'
import { readText } from './markdown-files.ts'

const PAGE = readText('docs/operations.md')
const section = PAGE.slice(PAGE.indexOf('## Backup and restore'), PAGE.indexOf('### After a loss'))
const [saveStopped = '', restoreStopped = '', saveRunning = '', restoreRunning = ''] = codeBlocks(section, 'sh')

let services: TestServices
let settings: Settings
let backup: string
let found: Bisection
let log: string

beforeAll(async () => {
  services = await startTestServices()
  settings = testSettings()
  backup = join(dirname(settings.stateDir), 'backup')
  mkdirSync(backup)
  const history = await createToyHistory({ directory: join(backup, '../toy.git'), plan: buildFailure })
  await served(settings, async (api) => {
    await api.addTree('toy', history.url)
    const request = { tree: 'toy', good: buildFailure.good, bad: buildFailure.bad, test: { kind: 'build' } } as const
    const { id } = await api.start({ ...request, target: { architecture: 'x86_64' } })
    found = await api.ended(id)
    log = await logOf(api)
    await perform(saveRunning, settings.stateDir)
  })
  await perform(saveStopped.replace('kbisect stop\n', ''), settings.stateDir)
})
afterAll(async () => {
  await services?.stop()
  if (settings) removeState(settings)
})

/** Runs the program while `work` lasts. */
async function served(on: Settings, work: (api: ApiClient) => Promise<void>): Promise<void> {
  const service = await launchService({ settings: on, apps: builtApps() })
  try {
    await work(new ApiClient(service.record.url, serviceToken(on)))
  } finally {
    await service.stop()
  }
}

/** Runs the commands of a block with our directories and server in place of those on the page. */
async function perform(block: string, stateDir: string): Promise<void> {
  const commands = block
    .replace(/^STATE=.*\n/m, '')
    .replaceAll('/backup/', `${backup}/`)
    // The server of the test has a database of that name.
    .replace(/^(createdb .*) kbisect$/m, '$1 restored')
    .replace('$SERVER/kbisect', '$SERVER/restored')
  const server = services.databaseUrl.replace(/\/[^/]*$/, '')
  const env = { PATH: process.env.PATH ?? '', STATE: stateDir, SERVER: server }
  const { exitCode, stderr } = await run({ file: 'sh', args: ['-euc', commands], env }, { deadlineSeconds: 120 })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
}

/** The log of the first build: bytes of the artifact store. */
async function logOf(api: ApiClient): Promise<string> {
  const [first] = await api.builds(found.id)
  const artifact = first?.artifacts.find(({ name }) => name === 'log')
  const answer = await api.request('GET', `/artifacts/${artifact?.digest}`)
  expect(answer.status).toBe(200)
  return await answer.text()
}

/**
 * A restored service has the result, the log and the token of the first one, and retries the
 * bisection to the same culprit.
 */
async function isWhole(api: ApiClient): Promise<void> {
  expect((await api.bisection(found.id)).result).toEqual(found.result)
  expect(await logOf(api)).toBe(log)
  const { id } = await api.post<Bisection>(`/bisections/${found.id}/retry`)
  const again = await api.ended(id)
  expect([again.outcome, again.culprit?.hash]).toEqual(['culprit', found.culprit?.hash])
}

test('a service that is restored from the archive of a stopped one continues', async () => {
  rmSync(settings.stateDir, { recursive: true })
  await perform(restoreStopped, settings.stateDir)
  await served(settings, isWhole)
})

test('a service that is restored from the dump of a running one continues', async () => {
  const stateDir = join(dirname(settings.stateDir), 'restored')
  await perform(restoreRunning, stateDir)
  const databaseUrl = services.databaseUrl.replace(/[^/]*$/, 'restored')
  const restored = readSettings({
    DATABASE_URL: databaseUrl,
    KBISECT_STATE_DIR: stateDir,
    KBISECT_PORT: '0',
    KBISECT_KVM: 'off',
    KBISECT_GIT_PROTOCOLS: 'file,https',
  })
  await served(restored, isWhole)
})
