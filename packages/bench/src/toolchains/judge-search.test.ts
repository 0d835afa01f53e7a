import { expect, test } from 'vitest'
import { compilerCase } from './compiler-cases.ts'
import { judgeSearch } from './judge-search.ts'
import { searchRows } from './search-rows.ts'

const [everywhere, fromOneOn] = [compilerCase(1), compilerCase(2)]
const build = (version: string) => ({ result: 'built' as const, toolchain: `gcc (Debian ${version}-1) ${version}` })
const [gcc11, gcc12] = [build('11.3.0'), build('12.2.0')]

type Answer = Parameters<typeof judgeSearch>[2]
const answer = (outcome: string | null, more: object = {}): Answer =>
  ({ outcome, label: null, result: null, state: 'finished', progress: { infrastructureErrors: 0 }, ...more }) as Answer
const names = (hash: string) => answer('culprit', { label: 'confirmed', result: { culprit: { hash }, range: [] } })

test('every commit that is named is innocent where no commit changes anything under any one compiler', () => {
  expect(judgeSearch(everywhere, undefined, names('c'), [gcc11, gcc12])).toMatchObject({
    innocent: true,
    confirmed: true,
  })
  expect(judgeSearch(everywhere, undefined, names('c'), [gcc11])).toMatchObject({ innocent: true })
  expect(judgeSearch(everywhere, undefined, answer('not-reproduced'), [gcc12])).toMatchObject({ innocent: false })
})

test('the commit that breaks it under one compiler is rightly named by builds of that one alone', () => {
  expect(judgeSearch(fromOneOn, 'c', names('c'), [gcc11, gcc11]).innocent).toBe(false)
  expect(judgeSearch(fromOneOn, 'c', names('c'), [gcc12]).innocent).toBe(true)
  expect(judgeSearch(fromOneOn, 'c', names('c'), [gcc11, gcc12])).toMatchObject({ innocent: true, compilers: 2 })
  expect(judgeSearch(fromOneOn, 'c', names('d'), [gcc11]).innocent).toBe(true)
  const range = answer('range', { result: { culprit: null, range: ['b', 'c'] } })
  expect(judgeSearch(fromOneOn, 'c', range, [gcc11]).innocent).toBe(false)
})

test('the rows promise that nothing innocent is named and no compilers are mixed', () => {
  const wrong = judgeSearch(everywhere, undefined, names('c'), [gcc11, gcc12])
  const paused = judgeSearch(everywhere, undefined, answer(null, { state: 'paused' }), [gcc12])
  const rows = searchRows([wrong, paused].map((one, number) => ({ ...one, number, seconds: 1 })))
  expect(rows.map(({ row, value, met }) => [row, value, met])).toEqual([
    ['an innocent commit confirmed', 1, false],
    ['an innocent commit named', 1, false],
    ['builds by two compilers', 1, false],
    ['no answer', 1, false],
    ['builds', 3, null],
    ['infrastructure errors', 0, null],
  ])
})
