import { expect, test } from 'vitest'
import { catalogue } from './catalogue/index.ts'
import { readUsage, UsageError } from './usage.ts'

test('options choose among the logs', () => {
  const { entries } = readUsage(
    ['--build', 'small-gcc', '--arch', 'arm64', '--only', 'null-*', '--only', 'flood*'],
    catalogue,
  )
  expect(entries.length).toBeGreaterThan(5)
  expect(new Set(entries.map(({ build, architecture }) => `${build} ${architecture}`))).toEqual(
    new Set(['small-gcc arm64']),
  )
  expect(entries.every(({ name }) => /^(null-|flood)/.test(name))).toBe(true)
  expect(readUsage([], catalogue).entries).toHaveLength(catalogue.length)
})

test.each([[['--build', 'large-gcc']], [['--only', 'nothing-like-this']], [['--colour']]])('%j is refused', (args) => {
  expect(() => readUsage(args, catalogue)).toThrow(UsageError)
})
