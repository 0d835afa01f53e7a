import { expect, test } from 'vitest'
import { whyUnfit } from './check-console.ts'
import type { Entry } from './entry.ts'
import { failed, passed } from './expectations.ts'

const entry = (change: Partial<Entry>): Entry => ({
  name: 'one',
  build: 'small-gcc',
  architecture: 'arm',
  broken: 'something',
  setup: {},
  test: { kind: 'boot' },
  shows: [],
  expected: passed(),
  ...change,
})
const NONCE = 'n0nce123'
const END = `\nkbisect:${NONCE}:exit:0\n`
const why = (one: Partial<Entry>, text: string) =>
  whyUnfit(entry(one), { console: Buffer.from(text), nonce: NONCE, ending: 'exited' })

test('a console is fit when it shows what was broken and ends as it should', () => {
  const oops = failed('oops', 'kernel', { function: 'read_it' })
  expect(why({}, END)).toBeUndefined()
  expect(why({ expected: oops, shows: [/break: one/] }, 'break: one\npc : read_it+0x4/0x8\n')).toBeUndefined()
  expect(why({ expected: oops }, 'pc : read_it.constprop.0+0x4/0x8\n')).toBeUndefined()
})

test('a kernel that did not break, or otherwise, is told', () => {
  const oops = failed('oops', 'kernel', { function: 'read_it' })
  expect(why({ shows: [/break: one/] }, END)).toBe('its console does not show /break: one/')
  expect(why({ expected: oops }, 'pc : reread_it+0x4/0x8\n')).toBe('its console does not name read_it')
  expect(why({ expected: passed({ kind: 'warning', function: 'warn_it' }) }, END)).toBe(
    'its console does not name warn_it',
  )
  expect(why({}, 'Linux version 6.1\n')).toBe('it did not pass, but exited')
  expect(why({ expected: failed('hang', 'kernel') }, END)).toBe('it passed, and was to fail')
})
