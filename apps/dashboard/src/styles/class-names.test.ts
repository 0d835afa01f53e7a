import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
const textsOf = (kind: RegExp) =>
  files.filter((file) => kind.test(file)).map((file) => readFileSync(join(source, file), 'utf8'))

/** Words of the scripts that pages are made of, also those that end in a part that is computed. */
const used = new Set(
  textsOf(/(?<!\.test|\.fixture|\.test-data)\.tsx?$/).flatMap((text) => text.match(/[a-z][\w-]*/gi) ?? []),
)
const starts = [...used].filter((word) => word.endsWith('-'))

const styled = (css: string): string[] => {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/url\([^)]*\)/g, '')
  return [...rules.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name)
}

test('each class that has a style is one that a page uses', () => {
  const names = new Set(textsOf(/\.css$/).flatMap(styled))
  expect(names.size).toBeGreaterThan(100)
  const unknown = [...names].filter((name) => !used.has(name) && !starts.some((start) => name.startsWith(start)))
  expect(unknown).toEqual([])
})
