import { BisectionRequest, failureKinds, PageQuery, RegressionImport, WebhookRequest } from '@kbisect/contracts'
import type Type from 'typebox'
import { expect, test } from 'vitest'
import { InvalidRequest, validatorCompiler } from './validator.ts'

function validate(schema: Type.TSchema, value: unknown, httpPart = 'body'): { value?: unknown; error?: unknown } {
  const check = validatorCompiler({ schema, httpPart, method: 'POST', url: '/' })
  return check(value) as { value?: unknown; error?: unknown }
}

function errors(schema: Type.TSchema, value: unknown, part?: string): InvalidRequest['errors'] {
  const { error } = validate(schema, value, part)
  if (!(error instanceof InvalidRequest)) throw new Error('it was accepted')
  return error.errors
}

const request = { tree: 'mainline', good: 'v6.1', bad: 'v6.2', target: { architecture: 'arm64' } }
const messages = (changes: object): string[] =>
  errors(BisectionRequest, { ...request, ...changes }).map(({ field, message }) => `${field}: ${message}`)

test('a good request passes as it is', () => {
  expect(validate(BisectionRequest, request)).toEqual({ value: request })
  const asked = { ...request, failure: { kind: 'rcu-stall', function: 'smp_call' }, warnings: 'fail' }
  expect(validate(BisectionRequest, asked)).toEqual({ value: asked })
})

test('the hint for an empty failure names the fields that it may have', () => {
  expect(errors(BisectionRequest, { ...request, failure: {} })[0]?.hint).toBe('Give kind, function or message.')
})

test.each<[object, string]>([
  [{ target: { architecture: 'mips' } }, 'target.architecture: "mips" is not one of arm, arm64, x86_64'],
  [{ target: {} }, 'target.architecture: is missing'],
  [{ target: undefined }, 'target: is missing'],
  [{ target: 'arm' }, 'target: "arm" is not an object'],
  [{ test: { kind: 'fuzz' } }, 'test.kind: "fuzz" is not one of boot, build, script, console, kunit'],
  [{ test: {} }, 'test.kind: is missing'],
  [{ test: { kind: 'script' } }, 'test.script: is missing'],
  [{ test: { kind: 'script', script: '' } }, 'test.script: is empty'],
  [{ test: { kind: 'boot', script: 'x' } }, 'test.script: is not a known field'],
  [{ test: 'boot' }, 'test: "boot" is not an object'],
  [
    { target: { architecture: 'arm', config: 'allyesconfig' } },
    'target.config: "allyesconfig" is not one of defconfig, tinyconfig',
  ],
  [
    { target: { architecture: 'arm', config: { name: 'a b', content: '' } } },
    'target.config.name: "a b" is not allowed',
  ],
  [{ target: { architecture: 'arm', config: 7 } }, 'target.config: 7 is not one of defconfig, tinyconfig or an object'],
  [
    { alsoTest: [{ architecture: 'arm' }, { architecture: 1 }] },
    'alsoTest[1].architecture: 1 is not one of arm, arm64, x86_64',
  ],
  [{ alsoTest: Array(33).fill({ architecture: 'arm' }) }, 'alsoTest: has 33 entries; at most 32 are allowed'],
  [{ runs: { boundaries: 0 } }, 'runs.boundaries: 0 is below 1'],
  [{ runs: { boundaries: 1.5 } }, 'runs.boundaries: 1.5 is not a whole number'],
  [{ budget: { builds: 1e6 } }, 'budget.builds: 1000000 is above 10000'],
  [{ good: '' }, 'good: is empty'],
  [{ good: 'x'.repeat(300) }, 'good: has 300 characters; at most 255 are allowed'],
  [{ good: null }, 'good: null is not a text'],
  [{ godd: 'v6' }, 'godd: is not a known field'],
  [{ tree: 'Main Line' }, 'tree: "Main Line" is not allowed'],
  [{ failure: {} }, 'failure: says nothing'],
  [{ failure: { kind: 'crash' } }, `failure.kind: "crash" is not one of ${failureKinds.join(', ')}`],
  [{ failure: { function: 'mm init' } }, 'failure.function: "mm init" is not allowed'],
  [{ failure: { message: 'no' } }, 'failure.message: is too short'],
  [{ warnings: 'count' }, 'warnings: "count" is not one of ignore, fail'],
])('%j is refused: %s', (changes, sentence) => {
  expect(messages(changes)).toEqual([sentence])
})

test('the validator lists every mistake at once, with the value and a hint', () => {
  const found = errors(BisectionRequest, { tree: 'mainline', good: 'a', target: { architecture: 'mips' }, extra: 1 })
  expect(found).toEqual([
    { field: 'bad', message: 'is missing', hint: expect.stringContaining('branch') },
    {
      field: 'target.architecture',
      value: 'mips',
      message: '"mips" is not one of arm, arm64, x86_64',
      hint: 'Use one of arm, arm64, x86_64.',
    },
    { field: 'extra', value: 1, message: 'is not a known field', hint: expect.stringContaining('tree, good, bad') },
  ])
})

test('a body that is no object is refused as a whole', () => {
  for (const body of [null, undefined, [], 'x', 3]) expect(errors(BisectionRequest, body)[0]?.field).toBe('body')
})

test('a large value is not sent back', () => {
  const [error] = errors(BisectionRequest, { ...request, test: { kind: 'script', script: 'x'.repeat(70_000) } })
  expect(error).toEqual({
    field: 'test.script',
    message: 'has 70000 characters; at most 65536 are allowed',
    hint: expect.stringMatching(/^Give a text of 1 to 65536 characters\. /),
  })
})

test('a list with repeated words is refused', () => {
  const body = { url: 'https://example.org', types: ['regression.found', 'regression.found'] }
  expect(errors(WebhookRequest, body)[0]?.message).toBe('has "regression.found" twice')
})

test('the query is text: numbers are read from it and defaults filled in; a body is taken literally', () => {
  expect(validate(PageQuery, { limit: '7' }, 'querystring')).toEqual({ value: { limit: 7 } })
  expect(validate(PageQuery, {}, 'querystring')).toEqual({ value: { limit: 50 } })
  expect(errors(PageQuery, { limit: 'many' }, 'querystring')[0]?.message).toBe('"many" is not a whole number')
  expect(errors(PageQuery, { limit: '7' })[0]?.message).toBe('"7" is not a whole number')
})

test('of several forms of a body, that one is spoken of whose fields are there', () => {
  const fields = (value: unknown) => errors(RegressionImport, value).map(({ field, message }) => `${field}: ${message}`)
  expect(fields({ tree: 'lab', good: 'v1', bad: 'v2' })).toEqual(['target: is missing'])
  expect(fields({ version: { major: 5 } })).toEqual(['version.minor: is missing'])
  expect(fields({ version: { major: 5, minor: 3 }, tests: [{}] })).toEqual([
    'tests[0].id: is missing',
    'tests[0].origin: is missing',
    'tests[0].build_id: is missing',
  ])
  expect(fields({})).toEqual(['tree: is missing', 'good: is missing', 'bad: is missing', 'target: is missing'])
})
