import { expect, test } from 'vitest'
import { diffConfigs } from './config-diff.ts'

const old = `#
# Automatically generated file; DO NOT EDIT.
CONFIG_64BIT=y
CONFIG_KASAN=y
# CONFIG_DEBUG_INFO is not set
CONFIG_NR_CPUS=64
CONFIG_CMDLINE="a b=c"
CONFIG_GONE=m
`

test('options that were added, removed and changed are told by name, as scripts/diffconfig does', () => {
  const next = `CONFIG_64BIT=y
# CONFIG_KASAN is not set
CONFIG_DEBUG_INFO=y
CONFIG_NR_CPUS=8
CONFIG_CMDLINE="a b=d"
CONFIG_NEW=m
`
  expect(diffConfigs(old, next).map(({ option, from, to }) => `${option} ${from} ${to}`)).toEqual([
    'CMDLINE "a b=c" "a b=d"',
    'DEBUG_INFO n y',
    'GONE m null',
    'KASAN y n',
    'NEW null m',
    'NR_CPUS 64 8',
  ])
})

test('order, comments and an option that is repeated make no difference', () => {
  expect(diffConfigs(old, `CONFIG_64BIT=n\n${old.split('\n').reverse().join('\r\n')}\n# a comment`)).toEqual([])
  expect(diffConfigs('', '')).toEqual([])
})
