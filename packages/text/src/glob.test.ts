import { expect, test } from 'vitest'
import { compileGlob, compileNameGlob, compilePathGlob } from './glob.ts'

/** What the rules make of some patterns, by hand. */
const RULES: Readonly<Record<string, RegExp>> = {
  'a/**/**/b': /^a\/(?:.*\/)?b$/,
  'a**/b': /^a.*\/b$/,
  '?**/b': /^[^/].*\/b$/,
  '**/**/b': /^(?:.*\/)?b$/,
  '***/b': /^.*\/b$/,
  '*/?': /^[^/]*\/[^/]$/,
}

test.each([
  ['mm/**', 'mm/cma.c', true],
  ['mm/**', 'mm/kasan/report.c', true],
  ['mm/**', 'arch/arm/mm/init.c', false],
  ['mm/**', 'mm', false],
  ['mm/*', 'mm/kasan/report.c', false],
  ['drivers/gpu/drm/*.c', 'drivers/gpu/drm/drm_file.c', true],
  ['drivers/gpu/drm/*.c', 'drivers/gpu/drm/i915/i915_gem.c', false],
  ['**/Kconfig', 'Kconfig', true],
  ['**/Kconfig', 'drivers/net/Kconfig', true],
  ['**/Kconfig', 'drivers/net/MyKconfig', false],
  ['arch/**/mm/*.c', 'arch/arm/mm/init.c', true],
  ['arch/**/mm/*.c', 'arch/mm/init.c', true],
  ['arch/**/mm/*.c', 'arch/armm/init.c', false],
  ['**', 'anything/at/all', true],
  ['mm/cm?.c', 'mm/cma.c', true],
  ['mm?cma.c', 'mm/cma.c', false],
  ['mm/cma.c', 'mm/cma_c', false],
  ['mm/[c]ma.(c|h)+', 'mm/cma.c', false],
  ['a/*/b', 'a//b', true],
  ['', '', true],
  ['', 'a', false],
])('the path pattern %j and %j: %j', (pattern, path, expected) => {
  expect(compilePathGlob(pattern).test(path)).toBe(expected)
})

test.each([
  ['for-*', 'for-next', true],
  ['for-*', 'for-next/fixes', true],
  ['for-*', 'master', false],
  ['*fixes', 'linux-6.1.y-fixes', true],
  ['*', '', true],
  ['master', 'Master', false],
])('the name pattern %j and %j: %j', (pattern, name, expected) => {
  expect(compileNameGlob(pattern).test(name)).toBe(expected)
})

test.each([
  ['list_test_*', 'list_test_add', true],
  ['list_test_?', 'list_test_add', false],
  ['list_test_?dd', 'list_test_add', true],
  ['selftests: net*: ?.sh', 'selftests: net/forwarding: a.sh', true],
  ['*/', 'a', false],
  ['*', '', true],
  ['?', '', false],
  ['a**/b', 'a/b', true],
  ['[a]', 'a', false],
])('the glob %j and %j: %j', (pattern, name, expected) => {
  expect(compileGlob(pattern).test(name)).toBe(expected)
})

test('a pattern made to take for ever does not', () => {
  expect(compilePathGlob('*a'.repeat(100)).test('a'.repeat(4000))).toBe(true)
  expect(compilePathGlob(`${'**a'.repeat(66)}b`).test('a'.repeat(4000))).toBe(false)
  expect(compilePathGlob(`${'a/**/'.repeat(40)}b`).test('a/'.repeat(2000))).toBe(false)
})

test.each(['a/**/**/b', 'a**/b', '?**/b', '**/**/b', '***/b', '*/?'])(
  '%s follows its rules on all short paths',
  (pattern) => {
    const glob = compilePathGlob(pattern)
    const paths = ['']
    for (const path of paths) if (path.length < 5) paths.push(...['a', 'b', '/'].map((next) => path + next))
    expect(paths).toHaveLength(364)
    expect(paths.filter((path) => glob.test(path))).toEqual(paths.filter((path) => RULES[pattern]?.test(path)))
  },
)
