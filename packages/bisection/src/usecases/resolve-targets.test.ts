import type { BisectionRequest, Guest } from '@kbisect/contracts'
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

test('a command line that leaves no room for what a KUnit test adds is refused with its field', () => {
  const test = { ...kunit, options: [] }
  const target = { architecture: 'arm64' as const, cmdline: 'x'.repeat(865) }
  expect(refusal({ target, test })).toMatchObject([
    { field: 'target.cmdline', message: 'has 865 characters, and the test adds kunit.filter_glob="list?sort tests"' },
  ])
  expect(refusal({ target: { ...target, cmdline: 'x'.repeat(864) }, test })).toEqual([])
})

// Bisections that are stored have these keys; a change would make all their targets others.
test('the key of a target without a guest is what it was before there were guests', () => {
  const [main] = resolveTargets(request)
  expect(main.key).toBe('6522d894bbe16a32')
  expect(main).not.toHaveProperty('guest')
  const withDefaults = { architecture: 'arm64' as const, guest: { memoryMegabytes: 256, cpus: 1 } }
  expect(resolveTargets({ ...request, target: withDefaults })).toEqual([main])
})

test('equal guests give equal keys, and others other keys', () => {
  const keyOf = (guest: Guest) => resolveTargets({ ...request, target: { architecture: 'arm64', guest } })[0].key
  expect(keyOf({ cpus: 2 })).toBe(keyOf({ memoryMegabytes: 256, cpus: 2 }))
  expect(new Set([keyOf({}), keyOf({ cpus: 2 }), keyOf({ cpus: 4 }), keyOf({ memoryMegabytes: 512 })]).size).toBe(4)
})

test('a further target has the guest of the main target, where it does not name another', () => {
  const target = { architecture: 'arm64' as const, guest: { memoryMegabytes: 1024, cpus: 2 } }
  const alsoTest = [{ architecture: 'arm' as const }, { architecture: 'arm64' as const, guest: { cpus: 1 } }]
  const [, inherited, own] = resolveTargets({ ...request, target, alsoTest })
  expect(inherited).toMatchObject({ name: 'arm', guest: { memoryMegabytes: 1024, cpus: 2 } })
  expect(own).toMatchObject({ name: 'arm64/1cpu', guest: { memoryMegabytes: 1024 } })
  expect(own?.guest).not.toHaveProperty('cpus')
})

test('more memory than the machine of arm can have is refused, also where it is inherited', () => {
  const target = { architecture: 'arm64' as const, guest: { memoryMegabytes: 4096 } }
  expect(refusal({ target, alsoTest: [{ architecture: 'x86_64' }] })).toEqual([])
  expect(refusal({ target, alsoTest: [{ architecture: 'arm' }] })).toMatchObject([
    { field: 'alsoTest.0.guest.memoryMegabytes', value: '4096' },
  ])
})
