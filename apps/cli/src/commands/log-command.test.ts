import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aBisection, aResult, finished } from '../bisection.fixture.ts'
import { type FakeService, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const { id } = aBisection()
let service: FakeService

beforeEach(async () => {
  service = await startFakeService({ [`GET /bisections/${id}`]: () => finished(aResult()) })
})
afterEach(() => service.close())

const kbisect = (args: readonly string[]) => runKbisect(service.url, args)

describe('log', () => {
  const signature = {
    kind: 'panic',
    text: 'panic in X',
    line: 'Kernel panic - not syncing: no memory',
    function: 'mm_init',
  }
  const run = (name: string, kind: string, commit: string) => ({
    id: name,
    commit: commit.repeat(40),
    target: 'arm64',
    reverted: null,
    patched: null,
    merged: null,
    result: kind === 'failed' ? { kind, stage: 'kernel', signature } : { kind },
    log: 'f'.repeat(64),
    command: 'qemu',
  })
  beforeEach(() => {
    const items = [run('run1', 'failed', 'a'), run('run2', 'passed', 'b'), run('run3', 'failed', 'c')]
    service.routes[`GET /bisections/${id}/runs`] = ({ path }) =>
      path.includes('sort=-finishedAt') ? { items: items.toReversed(), next: null } : { items, next: null }
    for (const { id: name } of items)
      service.routes[`GET /runs/${name}/log`] = (_, response) => response.end(`console of ${name}\n`)
  })

  test.each([
    [[], 'run3'],
    [['--last'], 'run3'],
    [['--passed'], 'run2'],
    [['run1'], 'run1'],
    [['bbb'], 'run2'],
  ])('%j prints the console of %s', async (more, name) => {
    expect((await kbisect(['log', id, ...more])).out).toEqual([`console of ${name}`])
  })

  test.each([
    ['run3', 'failed: Kernel panic - not syncing: no memory [in mm_init]; qemu'],
    ['run2', 'passed; qemu'],
  ])('tells beside the console of %s how it ended, in the words of the console: %s', async (name, words) => {
    const { notes } = await kbisect(['log', id, name])
    expect(notes.join('\n')).toContain(words)
  })

  test('the error for an unknown run has a hint', async () => {
    const { status, notes } = await kbisect(['log', id, 'zzz'])
    expect(status).toBe(2)
    expect(notes.at(-1)).toContain(`kbisect show ${id} --runs`)
  })
})
