import { expect, test } from 'vitest'
import { originRows } from './origin-rows.ts'

test('nested ids become rows with the names of all that is around them', () => {
  expect(originRows({ origin: 'maestro', test: { id: 'maestro:6', build_id: 'maestro:5' } })).toEqual([
    { name: 'origin', values: [{ text: 'maestro' }] },
    { name: 'test id', values: [{ text: 'maestro:6' }] },
    { name: 'test build id', values: [{ text: 'maestro:5' }] },
  ])
})

test('only https leads away', () => {
  const values = ['https://kcidb.example/t/6', 'http://plain.example/', 'javascript:alert(1)', 'https://a b']
  expect(originRows({ log_url: values })[0]?.values.map(({ href }) => href)).toEqual([
    'https://kcidb.example/t/6',
    undefined,
    undefined,
    undefined,
  ])
})

test('what says nothing is no row, and files are told by their names and addresses', () => {
  expect(
    originRows({ a: null, b: '', c: [], d: {}, output_files: [{ name: 'log', url: 'https://x.example/log' }] }),
  ).toEqual([
    {
      name: 'output files',
      values: [{ text: 'log' }, { text: 'https://x.example/log', href: 'https://x.example/log' }],
    },
  ])
})
