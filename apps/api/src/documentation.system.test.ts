import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { codeBlocks } from '@kbisect/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notReproduced } from './results.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository, type SmallRepository } from './small-repository.fixture.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const DOCS = join(ROOT, 'docs')
const execute = promisify(execFile)

let service: TestService
let repository: SmallRepository
let source: string
beforeAll(async () => {
  service = await startTestService()
  source = join(service.directory, 'source')
  repository = createSmallRepository(source)
})
afterAll(() => service?.remove())

const isCall = (block: string): boolean => /\bcurl\b/.test(block) && /\$API|127\.0\.0\.1:8470/.test(block)

/**
 * The commands of a page that call the API, for a small tree in place of Linux and the service of
 * this test.
 */
function commandsOf(page: string): string[] {
  return codeBlocks(readFileSync(join(ROOT, page), 'utf8'), 'sh')
    .filter(isCall)
    .map((block) =>
      block
        .replaceAll('http://127.0.0.1:8470', service.url)
        .replace('https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git', source)
        // Only a tree by http or https takes credentials; the small one is a path.
        .replace('/trees/mainline/credentials', '/trees/private/credentials')
        .replaceAll('"v6.10"', '"c0"')
        .replaceAll('"v6.11-rc1"', '"main"'),
    )
}

async function runCommands(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  const all = { PATH: process.env.PATH ?? '', API: `${service.url}/api/v1`, TOKEN: service.token, ...env }
  return (await execute('sh', ['-euc', command], { env: all, cwd: service.directory })).stdout
}

/** Finishes a bisection as no worker here can: with a result, and its commits in the database. */
async function finish(id: string): Promise<void> {
  const { bisections } = service.parts.store
  const commit = { parents: [repository.hash('c0')], subject: 'the newest', committedAt: 1, authoredAt: 1 }
  const author = { authorName: 'Ann', authorEmail: 'ann@example.org' }
  await bisections.saveRange(id, [{ ...commit, ...author, hash: repository.hash('main') }])
  await bisections.update(id, { state: 'finished', stage: 'done', finishedAt: new Date(), result: notReproduced })
}

test('the service serves the document that docs/openapi.json has', async () => {
  const served = await (await fetch(`${service.url}/api/v1/openapi.json`)).json()
  expect(served).toEqual(JSON.parse(readFileSync(join(DOCS, 'openapi.json'), 'utf8')))
})

test('the commands of every page that calls the API are run here', () => {
  const pages = ['README.md', ...readdirSync(DOCS).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]
  expect(pages.filter((page) => commandsOf(page).length > 0)).toEqual(['README.md', 'docs/api.md', 'docs/webhooks.md'])
})

test('every command of README.md that calls the API is answered as printed', async () => {
  const home = join(service.directory, 'home')
  mkdirSync(join(home, '.local/state/kbisect'), { recursive: true })
  writeFileSync(join(home, '.local/state/kbisect/token'), `${service.token}\n`)
  for (const command of commandsOf('README.md')) {
    const answer = await runCommands(command, { HOME: home, TOKEN: '', API: '' })
    expect(JSON.parse(answer)).toMatchObject({ items: expect.any(Array) })
  }
})

test('every command of docs/api.md is answered by the API', async () => {
  const commands = commandsOf('docs/api.md')
  expect(commands.length).toBeGreaterThan(9)
  await service.call('POST', '/trees', { name: 'private', url: 'https://git.example.org/linux.git' })
  writeFileSync(join(service.directory, 'credentials.json'), '{"user": "robot", "password": "secret"}')
  const env: Record<string, string> = { COMMIT: repository.hash('main') }
  for (const command of commands) {
    const answer = await runCommands(command, env)
    expect(answer).not.toBe('')
    if (!/"\$API\/bisections"/.test(command)) continue
    const { id } = JSON.parse(answer) as { id: string }
    env.ID = id
    await finish(id)
  }
  expect(env.ID).toMatch(/^[0-9a-z]{8,40}$/)
})

test('every command of docs/webhooks.md is answered by the API', async () => {
  const env: Record<string, string> = { WEBHOOK: 'none' }
  for (const command of commandsOf('docs/webhooks.md')) {
    const answer = await runCommands(command, env)
    if (/"\$API\/webhooks"/.test(command)) env.WEBHOOK = (JSON.parse(answer) as { id: string }).id
  }
  expect(env.WEBHOOK).not.toBe('none')
})
