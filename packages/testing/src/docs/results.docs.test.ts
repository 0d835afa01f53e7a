import { causes, labels, labelWords } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { readText } from './markdown-files.ts'

const PAGE = readText('docs/how-it-decides.md')

test('docs/how-it-decides.md explains each label', () => {
  const badges = labels.map((label) => labelWords(label).badge)
  const explained = [...PAGE.matchAll(/^- \*\*([^*]+)\*\*: /gm)].map(([, name = '']) => name)
  expect(explained.filter((name) => badges.includes(name))).toEqual(badges)
})

test('docs/how-it-decides.md explains each cause', () => {
  const rows = PAGE.slice(PAGE.indexOf('| Cause ')).split('\n')
  const names = rows.flatMap((row) => /^\| `([^`]+)` /.exec(row)?.[1] ?? [])
  expect(names).toEqual([...causes])
})
