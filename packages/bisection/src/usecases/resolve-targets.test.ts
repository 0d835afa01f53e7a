import type { BisectionRequest } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { RequestError } from '../model/errors.ts'
import { resolveTargets } from './resolve-targets.ts'

const request: BisectionRequest = { tree: 'next', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } }
const file = (name: string, length: number) => ({ name, content: 'x'.repeat(length) })

function refusal(changes: Partial<BisectionRequest>): readonly { field: string; message: string }[] {
  try {
    resolveTargets({ ...request, ...changes })
  } catch (error) {
    if (error instanceof RequestError) return error.errors
    throw error
  }
  return []
}

test('a request whose files are too long together is refused at the file that is too much', () => {
  const message = 'makes the configuration files of the request longer than 2,000,000 characters together'
  const fragments = [file('a', 900_000), file('b', 900_000)]
  const target = { architecture: 'arm64' as const, fragments }
  expect(refusal({ target })).toEqual([])
  expect(
    refusal({ target, alsoTest: [{ architecture: 'arm' }, { architecture: 'arm', fragments: [file('c', 200_000)] }] }),
  ).toEqual([])
  const alsoTest = [{ architecture: 'arm' as const }, { architecture: 'arm' as const, fragments: [file('c', 200_001)] }]
  expect(refusal({ target, alsoTest })).toMatchObject([
    { field: 'alsoTest.1.fragments.0.content', value: 'c', message },
  ])
  const config = file('base', 1_000_000)
  expect(refusal({ target: { ...target, config } })).toMatchObject([{ field: 'target.fragments.1.content', message }])
  expect(refusal({ target, alsoTest: [{ architecture: 'arm', config }] })).toMatchObject([
    { field: 'alsoTest.0.config.content' },
  ])
})

const kunit = { kind: 'kunit', suite: 'list.sort tests', case: 'sorts', options: ['CONFIG_TEST_LIST_SORT'] } as const

test('a KUnit test builds its suite in below the fragments of every target, and has it run alone', () => {
  const own = { name: 'own', content: '# CONFIG_TEST_LIST_SORT is not set\n' }
  const targets = resolveTargets({
    ...request,
    target: { architecture: 'arm64', fragments: [own], cmdline: 'quiet' },
    test: { ...kunit, options: [...kunit.options] },
    alsoTest: [{ architecture: 'arm' }, { architecture: 'x86_64', cmdline: 'cma=16M' }],
  })
  const suite = { name: 'kunit', content: 'CONFIG_KUNIT=y\nCONFIG_TEST_LIST_SORT=y\n' }
  expect(targets.map(({ fragments, cmdline }) => ({ fragments, cmdline }))).toEqual([
    { fragments: [suite, own], cmdline: 'quiet kunit.filter_glob="list?sort tests"' },
    { fragments: [suite, own], cmdline: 'quiet kunit.filter_glob="list?sort tests"' },
    { fragments: [suite, own], cmdline: 'cma=16M kunit.filter_glob="list?sort tests"' },
  ])
})

test('a target without a KUnit test keeps its key', () => {
  expect(resolveTargets(request)[0].key).toBe('6522d894bbe16a32')
})

test('a command line that leaves no room for what a KUnit test adds is refused with its field', () => {
  const test = { ...kunit, options: [] }
  const target = { architecture: 'arm64' as const, cmdline: 'x'.repeat(865) }
  expect(refusal({ target, test })).toMatchObject([
    { field: 'target.cmdline', message: 'has 865 characters, and the test adds kunit.filter_glob="list?sort tests"' },
  ])
  expect(refusal({ target: { ...target, cmdline: 'x'.repeat(864) }, test })).toEqual([])
})
