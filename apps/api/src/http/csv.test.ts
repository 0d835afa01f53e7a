import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

const text = { type: 'string' }
const schema = {
  properties: {
    id: text,
    culprit: { anyOf: [{ properties: { hash: text, subject: text } }, { type: 'null' }] },
    count: { type: 'integer' },
    parents: { type: 'array' },
  },
}
const HEAD = 'id,culprit.hash,culprit.subject,count,parents\r\n'

test('a list without rows has its line of names', () => {
  expect(toCsv([], schema)).toBe(HEAD)
})

test('a row has a cell for each value, also of an object that is null', () => {
  const rows = [
    { id: 'a', culprit: { hash: 'c1', subject: 'mm: x' }, count: -1, parents: ['p', 'q'] },
    { id: 'b', culprit: null, count: 0, parents: [] },
  ]
  expect(toCsv(rows, schema)).toBe(`${HEAD}a,c1,mm: x,-1,p q\r\nb,,,0,\r\n`)
})

test.each([
  ['says "no", twice', '"says ""no"", twice"'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['a=b', 'a=b'],
])('the text %j is written so that no spreadsheet calculates it', (value, expected) => {
  expect(toCsv([{ id: value }], { properties: { id: text } })).toBe(`id\r\n${expected}\r\n`)
})

test('what is neither text nor a list of texts is written as JSON', () => {
  const nested = { properties: { list: { type: 'array' } } }
  expect(toCsv([{ list: [{ a: 1 }] }], nested)).toBe('list\r\n"[{""a"":1}]"\r\n')
})
