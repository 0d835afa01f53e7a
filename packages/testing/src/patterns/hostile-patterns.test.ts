import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { patternsOf, sourcesBelow } from './find-patterns.ts'
import { superlinearText } from './growth.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
// Each of the program's packages: any text may come from a tree, a build, a guest, or a request.
const PACKAGES =
  'text bisect verdict contracts bisection exec git build boot store queue reports settings supervisor'.split(' ')
const APPS = ['api', 'worker', 'cli', 'dashboard']
const SOURCES = sourcesBelow(ROOT, [
  ...PACKAGES.map((name) => `packages/${name}/src`),
  ...APPS.map((name) => `apps/${name}/src`),
])
  // It reads files of wordings, for tests alone. Prisma generates the client.
  .filter((path) => !path.startsWith('packages/verdict/src/wordings/') && !path.includes('/generated/'))
const FILES = new Map(SOURCES.map((path) => [path, patternsOf(ROOT, path)]))

/**
 * Where an expression is made in a function, and what keeps it linear. What is made while a module
 * is loaded is not here: it is recorded.
 */
const MADE: Readonly<Record<string, string>> = {
  'apps/api/src/http/unknown-address.ts': 'the address of a route of ours, of which each part ends at a slash',
  'apps/api/src/http/validation-errors.ts': 'the pattern of a schema, which is tried here',
  'apps/cli/src/command-name.ts': 'the names of our own subcommands',
  'packages/build/src/make/host-evidence.ts': 'a name of ours at the start of a line that the kernel writes',
  'packages/exec/src/cgroup.ts': 'a name of ours at the start of a line that the kernel writes',
  'packages/git/src/definitions.ts': 'the name of a function in a frame that is tried here',
  'packages/text/src/pattern.ts': 'the pattern of a request, which never meets a text',
  'packages/verdict/src/skipped-frames.ts': 'names of ours, made while modules are loaded',
  'packages/verdict/src/warning-patterns.ts': 'a row, made while modules are loaded',
  'packages/verdict/src/failure-patterns.ts': 'a row, made while modules are loaded',
  'packages/verdict/src/further-warnings.ts': 'a row, made while modules are loaded',
  'packages/verdict/src/any-of.ts': 'the alternatives of rows, made while modules are loaded',
  'packages/verdict/src/first-letters.ts': 'one character of a pattern of this package',
}

/** Loads the modules of packages and notes each expression that they make meanwhile. */
async function madeWhileLoading(): Promise<{ source: string; flags: string }[]> {
  const Original = globalThis.RegExp
  const made = new Map<string, { source: string; flags: string }>()
  globalThis.RegExp = new Proxy(Original, {
    construct(target, args: [string | RegExp, string?]) {
      const pattern = new target(...args)
      made.set(String(pattern), { source: pattern.source, flags: pattern.flags })
      return pattern
    },
  })
  try {
    for (const path of SOURCES) {
      const own = FILES.get(path)
      const isPackage = path.startsWith('packages/')
      if (isPackage && own && /new RegExp/.test(await textOf(path))) await import(resolve(ROOT, path))
    }
  } finally {
    globalThis.RegExp = Original
  }
  return [...made.values()]
}

async function textOf(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return await readFile(resolve(ROOT, path), 'utf8')
}

describe('the counter of steps', () => {
  test.each([
    ['exponential', '(a+)+$', ''],
    ['exponential, by alternatives', '^(?:a|a)+$', ''],
    ['quadratic, from each start', '\\r*\\n', ''],
    ['quadratic, from each start of a word', 'clang.*: error', ''],
    ['quadratic, at the end', '\\s+$', ''],
    ['quadratic, by two runs that meet', '^a*a*b', ''],
    ['quadratic, by a word between two runs', '^\\S*Kconfig\\S*:', ''],
    ['quadratic, in many alternatives', 'aaa|bbb|ccc|ddd|eee|fff|error in .*(?:one|two)|ggg|hhh', ''],
    ['quadratic, in a look-ahead', '(?=[a-f]*\\d)[a-f]', 'g'],
  ])('finds what is %s', (_, source, flags) => {
    expect(superlinearText(source, flags)).toBeDefined()
  })

  test.each([
    ['^(?:\\S*ld: )?.*undefined reference', ''],
    ['(?<!\\r)\\r+(?=\\n|$)', 'g'],
    ['clang[^:]{0,40}: error', ''],
    ['\\b(?=[a-f]*\\d)[0-9a-f]{8,16}\\b', 'gi'],
  ])('finds nothing in /%s/', (source, flags) => {
    expect(superlinearText(source, flags)).toBeUndefined()
  })
})

describe('each regular expression takes linear time, whatever text it meets', () => {
  test.each([...FILES].filter(([, { patterns }]) => patterns.length > 0))('in %s', (_, { patterns }) => {
    const slow = patterns.flatMap(({ place, source, flags }) => {
      const found = superlinearText(source, flags)
      return found ? [{ place, source, ...found }] : []
    })
    expect(slow).toEqual([])
  })

  test('that a package makes while it is loaded', async () => {
    const made = await madeWhileLoading()
    expect(made.length).toBeGreaterThan(100)
    const slow = made.flatMap(({ source, flags }) => {
      const found = superlinearText(source, flags)
      return found ? [{ source, ...found }] : []
    })
    expect(slow).toEqual([])
    // Some of these have hundreds of alternatives.
  }, 600_000)

  test('that is made later, of a name', () => {
    const name = 'do_'.repeat(40)
    for (const source of [
      `^([A-Za-z_][^=]*[^A-Za-z0-9_=])?(${name})[ ]?[(]`,
      `^(SYM_[A-Z_]+|ENTRY|WEAK)[(](${name})[,)]`,
    ])
      expect(superlinearText(source, '')).toBeUndefined()
  })
})

test('an expression is made in no other function than those known', () => {
  const made = [...FILES].filter(([, { made }]) => made.length > 0).map(([path]) => path)
  expect(made.filter((path) => MADE[path] === undefined)).toEqual([])
  expect(Object.keys(MADE).filter((path) => !made.includes(path))).toEqual([])
})
