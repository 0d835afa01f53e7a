import { expect, test } from 'vitest'
import { type BuildTarget, targetKey } from '../index.ts'

const target: BuildTarget = {
  architecture: 'arm64',
  config: 'tinyconfig',
  fragments: [{ name: 'lab', content: 'CONFIG_CMA=y' }],
  toolchain: 'gcc',
  bootable: true,
}

test('the key of a target does not depend on how its parts are called', () => {
  expect(targetKey(target)).toMatch(/^[0-9a-f]{32}$/)
  expect(targetKey({ ...target, fragments: [{ name: 'other', content: 'CONFIG_CMA=y' }] })).toBe(targetKey(target))
  const named = (name: string) => targetKey({ ...target, config: { name, content: 'CONFIG_A=y' } })
  expect(named('a')).toBe(named('b'))
})

test('all that changes the image changes the key', () => {
  const others: BuildTarget[] = [
    { ...target, architecture: 'arm' },
    { ...target, config: 'defconfig' },
    { ...target, config: { name: 'x', content: '' } },
    { ...target, fragments: [] },
    { ...target, fragments: [{ name: 'lab', content: 'CONFIG_CMA=n' }] },
    { ...target, toolchain: 'clang' },
    { ...target, bootable: false },
    { ...target, guest: { cpus: 2 } },
  ]
  expect(new Set([target, ...others].map(targetKey)).size).toBe(others.length + 1)
})

test('what needs no other kernel leaves the key as it is', () => {
  expect(targetKey({ ...target, guest: {} })).toBe(targetKey(target))
  const unbootable = { ...target, bootable: false }
  expect(targetKey({ ...unbootable, guest: { cpus: 2 } })).toBe(targetKey(unbootable))
})
