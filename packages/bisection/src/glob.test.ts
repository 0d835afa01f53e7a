import { expect, test } from 'vitest'
import { matchesName, matchesPath } from './glob.ts'

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
  expect(matchesPath(pattern, path)).toBe(expected)
})

test.each([
  ['for-*', 'for-next', true],
  ['for-*', 'for-next/fixes', true],
  ['for-*', 'master', false],
  ['*fixes', 'linux-6.1.y-fixes', true],
  ['*', '', true],
  ['master', 'Master', false],
])('the name pattern %j and %j: %j', (pattern, name, expected) => {
  expect(matchesName(pattern, name)).toBe(expected)
})

test('a pattern made to take for ever does not', () => {
  const started = performance.now()
  expect(matchesPath('*a'.repeat(100), 'a'.repeat(4000))).toBe(true)
  expect(matchesPath(`${'**a'.repeat(66)}b`, 'a'.repeat(4000))).toBe(false)
  // By backtracking it would be years.
  expect(performance.now() - started).toBeLessThan(30_000)
})
