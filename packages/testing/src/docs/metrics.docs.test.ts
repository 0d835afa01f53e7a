import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { ROOT, readText } from './markdown-files.ts'

const PAGE = readText('docs/operations.md')

/** The names of the metrics that the API and packages/settings register. */
function registered(): string[] {
  const files = ['apps/api/src/http', 'packages/settings/src'].flatMap((directory) =>
    readdirSync(join(ROOT, directory))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readText(join(directory, name))),
  )
  const texts = files.filter((text) => /new (Gauge|Counter|Histogram)\(/.test(text))
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/'(kbisect_\w+)'/g)].map(([, name = '']) => name)))]
}

test('docs/operations.md explains exactly the metrics that there are', () => {
  const explained = [...PAGE.matchAll(/^\| `(kbisect_\w+)` +\|/gm)].map(([, name]) => name)
  expect(registered().length).toBeGreaterThan(7)
  expect(explained.sort()).toEqual(registered().sort())
})

test('the alert rules use every metric, and no metric that is not there', () => {
  const [rules = ''] = codeBlocks(PAGE, 'yaml')
  const used = [...rules.matchAll(/kbisect_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
  expect([...new Set(used)].sort()).toEqual(registered().sort())
})
