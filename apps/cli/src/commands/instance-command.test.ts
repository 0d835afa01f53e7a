import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeService, refuse, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const TOKEN = 'kb_s3cret0123456789'
let directory = ''
let path = ''
let service: FakeService

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-instance-'))
  path = join(directory, 'kbisect/config.toml')
  service = await startFakeService({
    'POST /session': ({ body }, response) =>
      (body as { token: string }).token === TOKEN
        ? { name: 'ann', scope: 'submit', expiresAt: null }
        : refuse(response, 401, 'no-token', 'the token is unknown or revoked'),
    'GET /bisections': () => ({ items: [], next: null }),
  })
})
afterEach(async () => {
  await service.close()
  rmSync(directory, { recursive: true })
})

const kbisect = (args: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}) =>
  runKbisect(undefined, args, { input, environment: { XDG_CONFIG_HOME: directory, ...environment } })
const add = (...more: string[]) => kbisect(['instance', 'add', 'work', service.url, ...more], `${TOKEN}\n`)

test('instance add stores URL and token in a file that its user alone can read', async () => {
  const { status, out, notes } = await add('--json')
  expect([status, notes]).toEqual([
    0,
    [
      `stored the instance work in ${path}; its token is "ann", scope submit`,
      'use it with --instance work, or always: kbisect instance default work',
    ],
  ])
  expect(readFileSync(path, 'utf8')).toBe(`[instances.work]\nurl = "${service.url}"\ntoken = "${TOKEN}"\n`)
  expect([statSync(path).mode & 0o777, statSync(join(directory, 'kbisect')).mode & 0o777]).toEqual([0o600, 0o700])
  expect(JSON.parse(out[0] ?? '')).toEqual({
    file: path,
    default: null,
    instances: [{ name: 'work', url: service.url, hasToken: true }],
  })
})

test('--instance, KBISECT_INSTANCE and the default lead to the service, with the token of the instance', async () => {
  await add()
  const authorization = async (args: readonly string[], environment = {}) => {
    expect(await kbisect(args, '', environment)).toMatchObject({ status: 0 })
    return service.received.at(-1)?.headers.authorization
  }
  expect(await authorization(['list', '--instance', 'work'])).toBe(`Bearer ${TOKEN}`)
  expect(await authorization(['list'], { KBISECT_INSTANCE: 'work' })).toBe(`Bearer ${TOKEN}`)
  expect((await kbisect(['instance', 'default', 'work'])).status).toBe(0)
  expect(await authorization(['list'], { KBISECT_TOKEN: 'kb_of_another_service' })).toBe(`Bearer ${TOKEN}`)
  const other = { KBISECT_URL: service.url, KBISECT_TOKEN: 'kb_of_the_environment' }
  expect(await authorization(['list'], other)).toBe('Bearer kb_of_the_environment')
})

test('--instance is no part of what the service is asked', async () => {
  await add()
  service.routes['POST /bisections/abcdefgh123456789012/resume'] = () => ({ id: 'abcdefgh123456789012' })
  await kbisect(['list', '--state', 'paused', '--instance', 'work'])
  expect(service.received.at(-1)?.path).toBe('/bisections?limit=20&state=paused')
  await kbisect(['resume', 'abcdefgh123456789012', '--repin', '--instance', 'work'])
  expect(service.received.at(-1)?.path).toBe('/bisections/abcdefgh123456789012/resume?repin=true')
})

test('a token that the service does not know is not stored', async () => {
  const { status, notes } = await kbisect(['instance', 'add', 'work', service.url], 'kb_wrong0123456789\n')
  expect([status, notes]).toEqual([
    2,
    ['the token is unknown or revoked', '  hint: give the token that the operator of the service gave you, whole'],
  ])
  expect(existsSync(path)).toBe(false)
})

test.each([
  ['a name that means this machine', ['local', 'https://x.example'], TOKEN, 'NAME: "local" is the name of'],
  ['a URL with a token', ['work', `https://${TOKEN}@x.example`], TOKEN, 'URL: holds a user or a password'],
  ['no token', ['work', 'https://x.example'], '\n', 'the token of standard input is empty'],
  ['what is no token', ['work', 'https://x.example'], 's3cret', 'the token of standard input is no token'],
])('instance add refuses %s, and shows no secret', async (_, args, input, message) => {
  const { status, notes } = await kbisect(['instance', 'add', ...args], input)
  expect([status, notes[0]?.slice(0, message.length)]).toEqual([2, message])
  expect(notes[1]).toContain('hint: ')
  expect(notes.join('\n')).not.toContain('s3cret')
})

test('instance list shows the instances and the default, and no token', async () => {
  expect((await kbisect(['instance', 'list'])).out).toEqual(['local  the service of this machine  default'])
  await add('--default')
  await kbisect(['instance', 'add', 'open', 'https://o.example', '--no-token'])
  const { out } = await kbisect(['instance', 'list'])
  expect(out.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['work', service.url, 'default'],
    ['open', 'https://o.example', 'no token'],
    ['local', 'the service of this machine'],
  ])
  expect((await kbisect(['instance', 'list', '--json'])).out.join('\n')).not.toContain(TOKEN)
})

test('instance remove takes an instance away, and says that it was the default', async () => {
  await add('--default')
  const { notes } = await kbisect(['instance', 'remove', 'work'])
  expect(notes).toEqual([`removed the instance work from ${path}; it was the default, and there is none now`])
  expect(readFileSync(path, 'utf8')).toBe('')
  const again = await kbisect(['instance', 'remove', 'work'])
  expect([again.status, again.notes[0]]).toEqual([2, `there is no instance "work" in ${path}`])
})

test('a file that cannot be changed line by line is left as it is', async () => {
  await add()
  const own = `instances = { work = { url = "https://w.example" } }\n`
  writeFileSync(path, own)
  const { status, notes } = await kbisect(['instance', 'remove', 'work'])
  expect([status, notes[0]]).toEqual([2, `${path} is written in a way that this command cannot change`])
  expect(readFileSync(path, 'utf8')).toBe(own)
})

test('a token that an instance refuses, and an instance that does not answer, are reported with the command to use', async () => {
  await add()
  service.routes['GET /bisections'] = (_, response) => refuse(response, 401, 'no-token', 'the token is unknown')
  expect((await kbisect(['list', '--instance', 'work'])).notes).toEqual([
    'the token is unknown',
    `  hint: store a token that its operator gave you: \`kbisect instance add work ${service.url}\``,
  ])
  await kbisect(['instance', 'add', 'gone', 'http://127.0.0.1:9', '--no-token'])
  expect((await kbisect(['list', '--instance', 'gone'])).notes[1]).toBe(
    '  hint: check that the service runs; `kbisect instance add gone URL` corrects its address',
  )
})

test('commands of this machine take no --instance', async () => {
  for (const name of ['stop', 'doctor', 'serve'])
    expect((await kbisect([name, '--instance', 'work'])).notes[0]).toContain("unknown option '--instance'")
})
