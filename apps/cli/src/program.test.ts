import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aBisection } from './bisection.fixture.ts'
import { testContext } from './captured-terminal.fixture.ts'
import { type FakeService, refuse, startFakeService } from './fake-service.fixture.ts'
import { runProgram } from './program.ts'
import { allCommands, runKbisect } from './run-kbisect.fixture.ts'

const { id } = aBisection()
let service: FakeService

beforeEach(async () => {
  service = await startFakeService({})
})
afterEach(() => service.close())

const kbisect = (args: readonly string[]) => runKbisect(service.url, args)

test('what is misspelt is suggested, and is an error', async () => {
  const command = await kbisect(['rnu'])
  expect(command.status).toBe(2)
  expect(command.notes.join('\n')).toContain('(Did you mean run?)')
  const { status, notes } = await kbisect(['list', '--stat', 'running'])
  expect(status).toBe(2)
  expect(notes.join('\n')).toContain('(Did you mean --state?)')
})

test('every command has help with examples', async () => {
  const commands = allCommands()
  expect(commands).toEqual(expect.arrayContaining([['run'], ['lab', 'create'], ['tree', 'add'], ['doctor']]))
  for (const words of commands) {
    const help = await kbisect([...words, '--help'])
    expect(help.status, words.join(' ')).toBe(0)
    expect(help.out.join('\n'), words.join(' ')).toMatch(/Examples:\n {2}\$ /)
  }
})

test('the error for a service that does not answer has a hint', async () => {
  const { context, terminal } = testContext('http://127.0.0.1:9')
  expect(await runProgram(['list'], context)).toBe(2)
  expect(terminal.notes[0]).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer: /)
  expect(terminal.notes[1]).toContain('kbisect serve')
})

test('an answer that is not the API’s is shown, cut short', async () => {
  service.routes['GET /bisections'] = (_, response) => response.writeHead(502).end('<html>bad gateway</html>')
  const { status, notes } = await kbisect(['list'])
  expect(status).toBe(2)
  expect(notes[0]).toContain('answered 502 Bad Gateway: <html>')
})

test('messages name the command as the shell finds it', async () => {
  const { context, terminal } = testContext(service.url)
  service.routes[`POST /bisections/${id}/resume`] = (_, response) =>
    refuse(response, 409, 'nothing-to-resume', 'no host has it: kbisect resume ID --repin')
  await runProgram(['resume', id], { ...context, command: '/opt/k/kbisect.js' })
  expect(terminal.notes).toEqual(['no host has it: /opt/k/kbisect.js resume ID --repin'])
  await runProgram(['stop', '--help'], { ...context, command: '/opt/k/kbisect.js' })
  expect(terminal.output.join('\n')).toContain('$ /opt/k/kbisect.js stop')
})

test('login refuses to print a link for a service elsewhere, and says how to sign in', async () => {
  const { status, out, notes } = await kbisect(['login'])
  expect([status, out]).toEqual([2, []])
  expect(notes).toEqual([
    `KBISECT_URL names the service ${service.url}`,
    expect.stringContaining(`open ${service.url}/login and enter your token`),
  ])
})

describe('--instance', () => {
  const instances = (url: string) => {
    const directory = mkdtempSync(join(tmpdir(), 'kbisect-instances-'))
    mkdirSync(join(directory, 'kbisect'))
    const file = join(directory, 'kbisect/config.toml')
    writeFileSync(file, `[instances.work]\nurl = "${url}"\n\n[instances.dead]\nurl = "http://127.0.0.1:9"\n`, {
      mode: 0o600,
    })
    return directory
  }
  const named = async (args: readonly string[]) => {
    const directory = instances(service.url)
    service.routes['GET /trees'] = () => ({ items: [], next: null })
    try {
      const { context, terminal } = testContext(undefined, { environment: { XDG_CONFIG_HOME: directory } })
      return { status: await runProgram(args, context), notes: terminal.notes.join('\n') }
    } finally {
      rmSync(directory, { recursive: true })
    }
  }

  test.each([
    [['--instance', 'work', 'tree', 'list']],
    [['--instance=work', 'tree', 'list']],
    [['tree', '--instance', 'work', 'list']],
    [['tree', 'list', '--instance', 'work']],
    [['--instance', 'dead', 'tree', 'list', '--instance', 'work']],
  ])('names the service before the command as well as after it: %j', async (args) => {
    expect(await named(args)).toMatchObject({ status: 0 })
  })

  test.each([[['--instance', 'none', 'tree', 'list']], [['tree', 'list', '--instance', 'none']]])(
    'is refused where it names no instance, wherever it stands: %j',
    async (args) => {
      const { status, notes } = await named(args)
      expect([status, notes]).toEqual([2, expect.stringContaining('--instance names the instance "none"')])
    },
  )

  test('is refused before a command that talks to no service', async () => {
    const { status, notes } = await named(['--instance', 'work', 'lab', 'list'])
    expect([status, notes]).toEqual([2, expect.stringContaining('list works on this machine')])
  })
})

test('--version prints the version of the package', async () => {
  const { status, out } = await kbisect(['--version'])
  expect([status, out]).toEqual([0, [expect.stringMatching(/^\d+\.\d+\.\d+$/)]])
})

test.each([
  [
    ['run', '--good', 'v1'],
    ['--repo <path-or-url>: ', '--bad <rev>: ', '--arch <arch>: architecture: arm, arm64, x86_64'],
  ],
  [
    ['verdict', id],
    ['<commit>: ', '<verdict>: ', '--why <text>: '],
  ],
])('the error of %j names all that is missing', async (args, missing) => {
  const { status, notes } = await kbisect(args)
  expect(status).toBe(2)
  const lines = notes
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('  '))
  expect(lines.map((line, at) => line.slice(2, 2 + (missing[at]?.length ?? 0)))).toEqual(missing)
})

test.each([
  [200, '<title>It works!</title>', '200 OK (text/html)'],
  [404, 'nothing here', '404 Not Found (text/html)'],
  [302, '', '302 Found (text/html)'],
])('an address that answers %d and is no kbisect is said to be none', async (status, body, answer) => {
  service.routes['GET /bisections'] = (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html', location: '/' }).end(body)
  const { status: ended, notes } = await kbisect(['list'])
  expect(ended).toBe(2)
  expect(notes).toEqual([
    `${service.url} is no kbisect: it answers ${answer}`,
    expect.stringContaining('hint: set KBISECT_URL to the address of a kbisect'),
  ])
})

test('every command but those that run on and those that print a script has --json', async () => {
  const without: string[] = []
  for (const words of allCommands())
    if (!(await kbisect([...words, '--help'])).out.join('\n').includes('--json')) without.push(words.join(' '))
  expect(without).toEqual(['serve', 'completion'])
})
