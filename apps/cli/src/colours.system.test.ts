import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { shellWord } from '@kbisect/text'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBisection, aResult, finished } from './bisection.fixture.ts'
import { type FakeService, startFakeService } from './fake-service.fixture.ts'

// The command as a user starts it.
const PROGRAM = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))
const ESCAPE = '\u001b['

let service: FakeService
beforeAll(async () => {
  const items = [finished(aResult()), aBisection({ title: `${ESCAPE}31mforged` })]
  service = await startFakeService({ 'GET /bisections': () => ({ items, next: null }) })
})
afterAll(() => service.close())

async function kbisect(args: readonly string[], environment: Record<string, string>, terminal: boolean) {
  const words = [process.execPath, PROGRAM, ...args].map(shellWord)
  const env = {
    PATH: process.env.PATH ?? '',
    KBISECT_URL: service.url,
    KBISECT_TOKEN: 'kb_only_for_tests',
    KBISECT_STATE_DIR: '/nonexistent',
    ...environment,
  }
  const command = terminal
    ? { file: 'script', args: ['--quiet', '--return', '--command', words.join(' '), '/dev/null'] }
    : { file: process.execPath, args: [PROGRAM, ...args] }
  const { exitCode, stdout, stderr } = await run({ ...command, env }, { deadlineSeconds: 120 })
  expect(exitCode, stderr).toBe(0)
  return stdout
}

test.each<[string, readonly string[], Record<string, string>, boolean, boolean]>([
  ['a terminal', ['list'], { TERM: 'xterm-256color' }, true, true],
  ['a terminal with NO_COLOR', ['list'], { TERM: 'xterm-256color', NO_COLOR: '1' }, true, false],
  ['a terminal that has none', ['list'], { TERM: 'dumb' }, true, false],
  ['a file', ['list'], {}, false, false],
  ['a file with FORCE_COLOR', ['list'], { FORCE_COLOR: '1' }, false, true],
  ['JSON with FORCE_COLOR', ['list', '--json'], { FORCE_COLOR: '1' }, false, false],
])('%s gets colours only where they belong', async (_, args, environment, terminal, colours) => {
  const text = await kbisect(args, environment, terminal)
  expect(text).toContain('forged')
  expect(text).not.toContain(`${ESCAPE}31mforged`)
  expect([text.includes(`${ESCAPE}32m`), text.includes(ESCAPE)]).toEqual([colours, colours])
})
