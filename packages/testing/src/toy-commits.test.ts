import { expect, test } from 'vitest'
import { behavioursOf, planCommits } from './toy-commits.ts'
import type { ToyCommit } from './toy-plan.ts'
import { readToySources } from './toy-sources.ts'

const plan = (...commits: ToyCommit[]) => new Map(planCommits({ commits }).map((commit) => [commit.name, commit]))

test('the first commit of a plan is the toy as it stands in this package, and one feature', () => {
  const files = plan({ name: 'base' }).get('base')?.files
  for (const [path, text] of readToySources()) expect(files?.get(path), path).toBe(text)
  expect(files?.get('kernel/features/base.c')).toContain('toy_feature("base")')
})

test('a behaviour stays until another commit changes it', () => {
  const commits = plan(
    { name: 'a' },
    { name: 'b', behaviour: 'panic' },
    { name: 'c' },
    { name: 'd', behaviour: 'good' },
  )
  const source = (name: string) => commits.get(name)?.files.get('arch/arm64/mm/init.c')
  expect(source('b')).toContain('toy_panic("arm64_memory_init", pool);')
  expect(source('c')).toBe(source('b'))
  expect(source('d')).toBe(source('a'))
})

test('a behaviour for one slot leaves the others alone', () => {
  const files = plan({ name: 'a', behaviour: { 'arm+dma': { flaky: 0.25, seed: 7 } } }).get('a')?.files
  expect(files?.get('arch/arm/mm/dma.c')).toContain('toy_flaky("arm_dma_init", pool, 250, 7);')
  expect(files?.get('arch/arm/mm/init.c')).toContain('toy_good("arm_memory_init", pool);')
})

test('a merge takes of each slot what was said last on either side', () => {
  const merged = plan(
    { name: 'base' },
    { name: 'left', behaviour: { arm: 'hang' } },
    { name: 'right', parents: ['base'], behaviour: { arm64: 'oops' } },
    { name: 'merge', parents: ['left', 'right'] },
  ).get('merge')
  expect(merged?.files.get('arch/arm/mm/init.c')).toContain('toy_hang')
  expect(merged?.files.get('arch/arm64/mm/init.c')).toContain('toy_oops')
})

test.each([
  ['an unknown parent', [{ name: 'a', parents: ['nowhere'] }], 'parent nowhere'],
  ['a name twice', [{ name: 'a' }, { name: 'a' }], 'comes twice'],
  ['a name that is no tag', [{ name: '-a b' }], 'lower case letters'],
] as const)('%s is refused with its name', (_, commits, message) => {
  expect(() => planCommits({ commits })).toThrow(message)
})

test('what a commit does is told without reading its files: what it says, what it inherits, and of a merge what was said last', () => {
  const behaviours = behavioursOf({
    commits: [
      { name: 'base' },
      { name: 'left', behaviour: { arm: 'panic' } },
      { name: 'right', parents: ['base'], behaviour: { arm64: 'hang' } },
      { name: 'fixed', parents: ['left'], behaviour: { arm: 'good' } },
      { name: 'merge', parents: ['fixed', 'right'] },
    ],
  })
  const told = [...behaviours].map(([name, slots]) => [name, slots.get('arm'), slots.get('arm64')])
  expect(told).toEqual([
    ['base', 'good', 'good'],
    ['left', 'panic', 'good'],
    ['right', 'good', 'hang'],
    ['fixed', 'good', 'good'],
    ['merge', 'good', 'hang'],
  ])
})

test('files and lines of the Makefile stay in later commits', () => {
  const commits = plan(
    { name: 'a' },
    { name: 'b', body: 'Why.', files: { 'kernel/extra.c': 'int extra;\n' }, makefile: 'extra:\n' },
    { name: 'c' },
  )
  const makefile = (name: string) => commits.get(name)?.files.get('Makefile')
  expect(commits.get('b')?.message).toBe('toy: b\n\nWhy.')
  expect(makefile('b')).toBe(`${makefile('a')}extra:\n`)
  expect(makefile('c')).toBe(makefile('b'))
  expect(commits.get('c')?.files.get('kernel/extra.c')).toBe('int extra;\n')
})
