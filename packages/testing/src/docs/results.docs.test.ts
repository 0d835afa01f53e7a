import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { causes, labels, labelWords } from '@kbisect/contracts'
import { expect, test } from 'vitest'

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/how-it-decides.md'), 'utf8')

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
