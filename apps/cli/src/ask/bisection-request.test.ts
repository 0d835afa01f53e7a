import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { bisectionRequest } from './bisection-request.ts'

const ends = { repo: '.', good: 'v1', bad: 'v2', arch: 'arm64' } as const
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-ask-'))
  writeFileSync(join(directory, 'no-cma.config'), '# CONFIG_CMA is not set\n')
  writeFileSync(join(directory, '.config'), 'CONFIG_MMU=y\n')
  writeFileSync(join(directory, 'check.sh'), 'test -e /proc/version\n')
})
afterAll(() => rmSync(directory, { recursive: true }))
const file = (name: string) => join(directory, name)

test('only what is asked for is in the request: the API decides the rest', async () => {
  expect(await bisectionRequest(ends)).toEqual({ good: 'v1', bad: 'v2', target: { architecture: 'arm64' } })
})

test('every option has its place', async () => {
  const request = await bisectionRequest({
    ...ends,
    config: 'tinyconfig',
    fragment: [file('no-cma.config')],
    toolchain: 'gcc-12',
    cmdline: 'cma=16M',
    memory: 1024,
    cpus: 2,
    test: `script:${file('check.sh')}`,
    alsoTest: ['arm', `x86_64/${file('no-cma.config')}`],
    anyFailure: true,
    failure: 'oops:cma_alloc',
    failureMessage: 'paging request',
    failOnWarnings: true,
    again: true,
  })
  const noCma = { name: 'no-cma', content: '# CONFIG_CMA is not set\n' }
  expect(request).toEqual({
    good: 'v1',
    bad: 'v2',
    target: {
      architecture: 'arm64',
      config: 'tinyconfig',
      fragments: [noCma],
      toolchain: 'gcc-12',
      cmdline: 'cma=16M',
      guest: { memoryMegabytes: 1024, cpus: 2 },
    },
    test: { kind: 'script', script: 'test -e /proc/version\n' },
    alsoTest: [{ architecture: 'arm' }, { architecture: 'x86_64', fragments: [noCma] }],
    match: 'any',
    failure: { kind: 'oops', function: 'cma_alloc', message: 'paging request' },
    warnings: 'fail',
    attach: false,
  })
})

test('a configuration file is sent whole, with a name that targets can show', async () => {
  const { target } = await bisectionRequest({ ...ends, config: file('.config') })
  expect(target.config).toEqual({ name: 'config', content: 'CONFIG_MMU=y\n' })
})

test.each([
  ['boot', { kind: 'boot' }],
  ['build', { kind: 'build' }],
  ['console:Booting Linux: .*', { kind: 'console', pattern: 'Booting Linux: .*', expect: 'present' }],
  ['console:!WARNING', { kind: 'console', pattern: 'WARNING', expect: 'absent' }],
  ['console:[!]x', { kind: 'console', pattern: '[!]x', expect: 'present' }],
])('--test %s', async (text, expected) => {
  expect((await bisectionRequest({ ...ends, test: text })).test).toEqual(expected)
})

test.each([
  [{ failure: 'soft-lockup' }, { kind: 'soft-lockup' }],
  [{ failure: ':cma_alloc' }, { function: 'cma_alloc' }],
  [{ failureMessage: 'slub' }, { message: 'slub' }],
])('%j', async (options, failure) => {
  expect((await bisectionRequest({ ...ends, ...options })).failure).toEqual(failure)
})

describe('a mistake names the option, the value and the hint', () => {
  test.each([
    [{ test: 'bot' }, '"bot"'],
    [{ test: 'script:' }, '"script:"'],
    [{ test: 'console:!' }, '"console:!"'],
    [{ test: 'console:(' }, 'Unterminated group'],
    [{ test: 'console:!a(?=b)' }, 'holds a look-ahead or look-behind'],
    [{ test: 'script:/no/such' }, '/no/such (ENOENT)'],
    [{ alsoTest: ['mips'] }, '"mips"'],
    [{ alsoTest: ['arm/'] }, '"arm/"'],
    [{ alsoTest: ['arm/no-such.config'] }, 'no-such.config (ENOENT)'],
    [{ fragment: ['/etc'] }, '/etc (EISDIR)'],
    [{ config: 'defconfg' }, 'defconfg (ENOENT)'],
    [{ failure: 'crash' }, '"crash"'],
    [{ failure: 'crash:cma_alloc' }, '"crash:cma_alloc"'],
    [{ failure: '' }, '""'],
    [{ failure: 'oops:' }, '"oops:"'],
  ])('%j', async (options, said) => {
    const error = await bisectionRequest({ ...ends, ...options }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CliError)
    const { message, hint } = error as CliError
    expect(message).toContain(said)
    expect(message).toMatch(/^--(test|also-test|fragment|config|failure): /)
    expect(hint).toMatch(/\w{3,}/)
  })
})

test('a test of KUnit is named as its own filters name it', async () => {
  const asked = async (test: string, kunitOption?: string[]) =>
    (await bisectionRequest({ ...ends, test, ...(kunitOption && { kunitOption }) })).test
  expect(await asked('kunit:list_sort')).toEqual({ kind: 'kunit', suite: 'list_sort' })
  expect(await asked('kunit:list_sort.sorts.*', ['TEST_LIST_SORT'])).toEqual({
    kind: 'kunit',
    suite: 'list_sort',
    case: 'sorts.*',
    options: ['TEST_LIST_SORT'],
  })
  await expect(asked('kunit:')).rejects.toThrow('"kunit:" is not a test')
})
