import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aBisection } from '../bisection.fixture.ts'
import { type FakeService, refuse, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'
import { shortId } from './find-values.ts'

let service: FakeService
beforeEach(async () => {
  const items = ['abcdefgh000000000000', 'abcdefzz000000000000', 'x0000000000000000000'].map((id) =>
    aBisection({ id, title: `boot \u001b of ${id[0]}` }),
  )
  service = await startFakeService({
    'GET /bisections': () => ({ items, next: null }),
    'GET /trees': () => ({ items: [{ name: 'mainline', url: 'https://example.org/x.git' }], next: null }),
  })
})
afterEach(() => service.close())

const values = (...args: string[]) => runKbisect(service.url, ['completion-values', ...args])

test('ids of bisections are as short as tells them apart, with their titles', async () => {
  expect(await values('id')).toEqual({
    status: 0,
    out: ['abcdefg\tboot \ufffd of a', 'abcdefz\tboot \ufffd of a', 'x00000\tboot \ufffd of x'],
    notes: [],
  })
  expect((await values('id', 'x')).out).toEqual(['x00000\tboot \ufffd of x'])
})

test('an id of which more was typed is completed whole', () => {
  const all = ['abcdefgh000000000000', 'abcdefzz000000000000'] as const
  expect(shortId(all[0], all, 'abcdefg')).toBe('abcdefg')
  expect(shortId(all[0], all, 'abcdefgh')).toBe(all[0])
})

test('trees are those of the service', async () => {
  expect((await values('tree', 'm')).out).toEqual(['mainline\thttps://example.org/x.git'])
})

test('nothing is printed where the service refuses, or does not run; none is started', async () => {
  service.routes['GET /bisections'] = (_, response) => refuse(response, 401, 'no-token', 'no')
  expect(await values('id')).toEqual({ status: 0, out: [], notes: [] })
  expect(await runKbisect(undefined, ['completion-values', 'id'])).toEqual({ status: 0, out: [], notes: [] })
})

test('instances are those of the configuration file, and local', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-values-'))
  mkdirSync(join(directory, 'kbisect'))
  writeFileSync(join(directory, 'kbisect/config.toml'), '[instances.lab]\nurl = "http://l.example"\n', { mode: 0o600 })
  const { out } = await runKbisect(undefined, ['completion-values', 'instance', 'l'], {
    environment: { XDG_CONFIG_HOME: directory },
  })
  rmSync(directory, { recursive: true })
  expect(out).toEqual(['lab\thttp://l.example', 'local\tthe service of this machine'])
})
