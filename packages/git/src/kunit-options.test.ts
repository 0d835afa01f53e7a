import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { symbolsOf } from './kunit-options.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-kunit-options-'))
  source = new SourceRepository(join(root, 'source'))
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

async function find(files: Readonly<Record<string, string>>, suite: string): Promise<string[]> {
  const commit = source.commit('source', files)
  await mirror.fetch()
  return await mirror.kunitOptions(commit, suite)
}

const suiteOf = (name: string): string => `static struct kunit_suite suite = {\n\t.name = "${name}",\n};\n`

test('the options of a suite are found where its source is compiled', async () => {
  const files = {
    'lib/list-test.c': suiteOf('list-kunit-test'),
    'lib/Makefile': 'obj-y += ctype.o\nobj-$(CONFIG_LIST_KUNIT_TEST) += list-test.o\n',
    'lib/other.c': 'static struct device_driver driver = { .name = "list-kunit-test" };\n',
  }
  expect(await find(files, 'list-kunit-test')).toEqual(['LIST_KUNIT_TEST'])
})

test('the options of a suite come with those that they depend on', async () => {
  const files = {
    'lib/list-test.c': suiteOf('list-kunit-test'),
    'lib/Makefile': 'obj-$(CONFIG_LIST_KUNIT_TEST) += list-test.o\n',
    'lib/Kconfig.debug': 'if TESTING\nconfig LIST_KUNIT_TEST\n\tbool "x"\n\tdepends on KUNIT && LISTS\nendif\n',
    'fs/Kconfig': 'config LISTS\n\tbool "y"\n\tdepends on MEMORY\n\nconfig MEMORY\n\tbool "z"\n\tdepends on LISTS\n',
  }
  expect(await find(files, 'list-kunit-test')).toEqual(['LIST_KUNIT_TEST', 'TESTING', 'LISTS', 'MEMORY'])
})

test('the name of a suite is searched as it stands, and no pattern', async () => {
  const files = {
    'lib/a.c': suiteOf('a.b'),
    'lib/b.c': suiteOf('axb'),
    'lib/Makefile': 'obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o\n',
  }
  expect(await find(files, 'a.b')).toEqual(['A'])
  expect(await find(files, 'a.*')).toEqual([])
})

test('a suite without a source, or in a directory without a Makefile, has no options', async () => {
  expect(await find({ 'lib/a.c': suiteOf('a') }, 'a')).toEqual([])
  expect(await find({ 'lib/b.c': 'int b;\n' }, 'nowhere')).toEqual([])
})

test('an object that is part of another one needs the options of both', () => {
  const makefile = `
obj-$(CONFIG_KUNIT) += kunit.o
kunit-objs += test.o \\
	assert.o
obj-$(CONFIG_DRM_TESTS) += \\
	drm_buddy_test.o \\
	drm_cmdline_test.o
mballoc-$(CONFIG_DEBUG) := mballoc.o  # mballoc-test.o
obj-m += mballoc.o
`
  expect(symbolsOf(makefile, 'assert')).toEqual(['KUNIT'])
  expect(symbolsOf(makefile, 'drm_cmdline_test')).toEqual(['DRM_TESTS'])
  expect(symbolsOf(makefile, 'mballoc')).toEqual(['DEBUG'])
  expect(symbolsOf(makefile, 'mballoc-test')).toEqual([])
})

test('objects that are parts of each other are looked at once', () => {
  expect(symbolsOf('a-y := b.o\nb-$(CONFIG_B) := a.o\n', 'a')).toEqual(['B'])
})
