import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningCommand, start } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let hashes: string[]
let daemon: RunningCommand
let mirror: Mirror

const served = () => join(root, 'served/clone')
const clone = (...flags: string[]) => source.git('clone', '-q', ...flags, `file://${source.directory}`, served())

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Serves the directory as a host would; resolves when it accepts connections. */
async function serve(port: number): Promise<RunningCommand> {
  let said = ''
  const args = [
    'daemon',
    '--verbose',
    '--listen=127.0.0.1',
    `--port=${port}`,
    '--export-all',
    `--base-path=${root}/served`,
  ]
  const env = { HOME: root, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  return await new Promise((resolve, reject) => {
    const running = start(
      { file: 'git', args, env },
      {
        onOutput: (chunk) => {
          said += chunk.toString('utf8')
          if (said.includes('Ready to rumble')) resolve(running)
        },
      },
    )
    void running.result.then(() => reject(new Error(`the server ended: ${said}`)))
  })
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-remote-'))
  source = new SourceRepository(join(root, 'source'))
  source.git('config', 'uploadpack.allowFilter', 'true')
  hashes = Array.from({ length: 6 }, (_, at) => source.commit(`c${at}`, { a: `content ${at}` }))
  mkdirSync(join(root, 'served'))
  const port = await freePort()
  daemon = await serve(port)
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['git'] },
    { name: 'tree', url: `git://127.0.0.1:${port}/clone` },
  )
})

afterEach(async () => {
  daemon.kill()
  await daemon.result
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
})

test('a server whose repository is shallow is refused, and fetched when it is whole', async () => {
  clone('--depth', '3')
  await expect(mirror.fetch()).rejects.toMatchObject({
    code: 'git-shallow',
    message: expect.stringContaining('git://127.0.0.1'),
    hint: expect.stringContaining('`git fetch --unshallow`'),
  })
  expect(await mirror.exists()).toBe(false)
  source.git('-C', served(), 'fetch', '-q', '--unshallow')
  await mirror.fetch()
  expect(await mirror.count([hashes[0] ?? ''], hashes[5] ?? '')).toBe(5)
})

test('a server whose repository becomes shallow is refused, and what the mirror has stays whole', async () => {
  clone()
  await mirror.fetch()
  source.git('commit', '-q', '--allow-empty', '-m', 'later')
  rmSync(served(), { recursive: true })
  clone('--depth', '1')
  await expect(mirror.fetch()).rejects.toMatchObject({ code: 'git-shallow' })
  expect(await mirror.count([hashes[0] ?? ''], hashes[5] ?? '')).toBe(5)
})

test('a mirror that was shallow becomes whole by a fetch from a server that is', async () => {
  clone()
  source.git('clone', '-q', '--bare', '--depth', '2', `file://${source.directory}`, join(root, 'mirrors/tree.git'))
  await expect(mirror.count([hashes[4] ?? ''], hashes[5] ?? '')).rejects.toMatchObject({ code: 'git-shallow' })
  await mirror.fetch()
  expect(await mirror.count([hashes[0] ?? ''], hashes[5] ?? '')).toBe(5)
})

test.each(['blob:none', 'tree:0'])(
  'a server whose repository lacks objects is refused: --filter=%s',
  async (filter) => {
    clone(`--filter=${filter}`)
    await expect(mirror.fetch()).rejects.toMatchObject({
      code: 'git-objects-missing',
      hint: expect.stringContaining('git fetch --refetch --no-filter'),
    })
    expect(await mirror.exists()).toBe(false)
    source.git('-C', served(), 'fetch', '-q', '--refetch', '--no-filter')
    await mirror.fetch()
    await mirror.requireObjects([hashes[0] ?? ''], hashes[5] ?? '')
  },
)
