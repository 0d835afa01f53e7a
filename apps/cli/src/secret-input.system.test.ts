import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { shellWord } from '@kbisect/text'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type FakeService, startFakeService } from './fake-service.fixture.ts'

// The command as a user starts it.
const PROGRAM = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))
const SECRET = 's3cret-of-a-tree'
const tree = {
  name: 'vendor',
  url: 'https://git.example.org/x.git',
  fetchedAt: '2026-01-01T00:00:00Z',
  fetchError: null,
}

let service: FakeService
let seen: string[] = []

beforeAll(async () => {
  service = await startFakeService({
    'PUT /trees/vendor/credentials': () => {
      seen = commandLines()
      return { ...tree, fetching: false, hasCredentials: true }
    },
  })
})
afterAll(() => service.close())
beforeEach(() => {
  seen = []
  service.received.length = 0
})

/** The arguments and environments of all processes. */
function commandLines(): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].map(readPart))
}

function readPart(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const command = ['tree', 'credentials', 'vendor', '--credentials-file', '-']
const environment = () => ({
  PATH: process.env.PATH ?? '',
  KBISECT_URL: service.url,
  KBISECT_TOKEN: 'kb_only_for_tests',
  KBISECT_STATE_DIR: '/nonexistent',
})

test('credentials from standard input reach the service, and no list of processes', async () => {
  const { exitCode, stderr } = await run(
    { file: process.execPath, args: [PROGRAM, ...command], env: environment() },
    { deadlineSeconds: 120, input: `${SECRET}\n` },
  )
  expect(exitCode, stderr).toBe(0)
  expect(service.received.map(({ body }) => body)).toEqual([{ password: SECRET }])
  expect(seen.join('\n')).toContain('--credentials-file')
  expect(seen.filter((text) => text.includes(SECRET))).toEqual([])
})

test('a terminal asks for the token and does not show it', async () => {
  const words = [process.execPath, PROGRAM, ...command].map(shellWord).join(' ')
  const { exitCode, stdout } = await run(
    { file: 'script', args: ['--quiet', '--return', '--command', words, '/dev/null'], env: environment() },
    { deadlineSeconds: 120, input: `${SECRET}\r` },
  )
  expect(exitCode, stdout).toBe(0)
  expect(service.received.map(({ body }) => body)).toEqual([{ password: SECRET }])
  expect(stdout).toContain('Access token or password (not shown): ')
  expect(stdout.split('not shown')[1]).not.toContain(SECRET)
})
