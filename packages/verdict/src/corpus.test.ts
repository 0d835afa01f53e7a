import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readCorpusEntry } from './corpus-entry.ts'
import { judgeCorpus, mistakes, type NamedEntry, readEntry } from './judge-corpus.ts'

const CORPUS = fileURLToPath(new URL('../corpus/', import.meta.url))

const entries: NamedEntry[] = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.log'))
  .sort()
  .map((name) => ({ name, entry: readCorpusEntry(readFileSync(CORPUS + name)) }))

test('the corpus is there', () => {
  expect(entries.length).toBeGreaterThanOrEqual(150)
})

describe('what is known of a console is read in it', () => {
  test.each(entries)('$name', ({ entry }) => {
    expect(mistakes(entry, readEntry(entry))).toEqual({})
  })
})

test('no two failures are taken for one, and no failure for two', () => {
  const { merges, splits } = judgeCorpus(entries)
  expect(merges.wrong).toEqual([])
  expect(splits.wrong).toEqual([])
  expect(Math.min(merges.of, splits.of)).toBeGreaterThan(100)
})
