import type { Architecture } from '@kbisect/build'
import type { Entry, Expected, Test } from '../entry.ts'
import { consoleTest, failed, passed, scriptFailed, skipped } from '../expectations.ts'

/** What the toy kernel does in one row; as packages/testing spells it. */
export type ToyWay =
  | 'good'
  | 'panic'
  | 'other-panic'
  | 'oops'
  | 'warning'
  | 'hang'
  | 'idle'
  | 'reboot'
  | { readonly flaky: number }
  | { readonly exit: number }
  | { readonly say: string }

interface Row {
  readonly name: string
  readonly way: ToyWay
  readonly test?: Test
  readonly shows: RegExp
  readonly expected: Expected
}

const SAID = 'pool 7 is ready for use'

const ROWS: readonly Row[] = [
  { name: 'good', way: 'good', shows: /reserved \d+ KiB/, expected: passed() },
  {
    name: 'panic',
    way: 'panic',
    shows: /Failed to allocate/,
    expected: failed('panic', 'kernel', { function: 'toy_pool_alloc' }),
  },
  {
    name: 'other-panic',
    way: 'other-panic',
    shows: /No working clock/,
    expected: failed('panic', 'kernel', { function: 'toy_timer_probe' }),
  },
  {
    name: 'oops',
    way: 'oops',
    shows: /NULL pointer/,
    expected: failed('oops', 'kernel', { function: 'toy_device_probe' }),
  },
  {
    name: 'warning',
    way: 'warning',
    shows: /WARNING: CPU/,
    expected: passed({ kind: 'warning', function: 'toy_clock_check' }),
  },
  { name: 'hang', way: 'hang', shows: /waiting for a pool/, expected: failed('hang', 'kernel') },
  { name: 'idle', way: 'idle', shows: /waiting for an interrupt/, expected: failed('hang', 'kernel') },
  { name: 'reboot', way: 'reboot', shows: /Restarting system/, expected: failed('reboot', 'kernel') },
  {
    name: 'flaky-panic',
    way: { flaky: 1 },
    shows: /Failed to allocate/,
    expected: failed('panic', 'kernel', { function: 'toy_pool_alloc' }),
  },
  { name: 'exit-1', way: { exit: 1 }, test: { kind: 'script' }, shows: /exit:1/, expected: scriptFailed(1) },
  { name: 'exit-3', way: { exit: 3 }, test: { kind: 'script' }, shows: /exit:3/, expected: scriptFailed(3) },
  { name: 'exit-125', way: { exit: 125 }, test: { kind: 'script' }, shows: /exit:125/, expected: skipped },
  {
    name: 'said-and-wanted',
    way: { say: SAID },
    test: consoleTest('present', 'pool \\d+ is ready'),
    shows: /is ready/,
    expected: passed(),
  },
  {
    name: 'said-and-unwanted',
    way: { say: SAID },
    test: consoleTest('absent', 'pool \\d+ is ready'),
    shows: /is ready/,
    expected: failed('console-match', 'kernel', { group: 'console-match-pool' }),
  },
  {
    name: 'not-said-but-wanted',
    way: 'good',
    test: consoleTest('present', 'pool \\d+ is ready'),
    shows: /reserved/,
    expected: failed('console-missing', 'end', { group: 'console-missing-pool' }),
  },
]

/** The behaviour of each toy kernel by the name of its log. */
export const TOY_WAYS: ReadonlyMap<string, ToyWay> = new Map(ROWS.map(({ name, way }) => [name, way]))

const ARCHITECTURES: readonly Architecture[] = ['arm', 'arm64', 'x86_64']

/** Logs of the toy kernel, which takes a second to build. */
export const toyEntries: readonly Entry[] = ROWS.flatMap(({ name, way, test, shows, expected }) =>
  ARCHITECTURES.map(
    (architecture): Entry => ({
      name,
      build: 'toy',
      architecture,
      broken: `behaviour ${JSON.stringify(way)}`,
      setup: {},
      test: test ?? { kind: 'boot' },
      shows: [shows],
      expected,
    }),
  ),
)
