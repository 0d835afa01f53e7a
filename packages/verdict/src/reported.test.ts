import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import { readCorpusEntry } from './corpus-entry.ts'
import { judgeCorpus, mistakes, type NamedEntry, readEntry } from './judge-corpus.ts'

// Short consoles in the form of reports that people published; their functions are made up.
const REPORTED = fileURLToPath(new URL('../reported/', import.meta.url))

const entries: NamedEntry[] = readdirSync(REPORTED, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.log'))
  .sort()
  .map((name) => ({ name, entry: readCorpusEntry(readFileSync(REPORTED + name)) }))

describe('the reader finds kind and function of a reported failure', () => {
  test.each(entries)('$name', ({ entry }) => {
    expect(mistakes(entry, readEntry(entry))).toEqual({})
  })
})

test('the reader tells all reported failures apart', () => {
  expect(judgeCorpus(entries).merges).toMatchObject({ of: (entries.length * (entries.length - 1)) / 2, wrong: [] })
})

test.each(entries.filter(({ entry }) => entry.expected.kind === 'oops'))(
  'a kernel that goes on to user space after $name is not good',
  ({ entry }) => {
    const reader = new ConsoleReader({ nonce: entry.nonce, test: { kind: 'boot' } })
    reader.push(entry.console)
    reader.push(`kbisect:${entry.nonce}:ready\nkbisect:${entry.nonce}:exit:0\n`)
    expect(reader.conclude('exited')).toMatchObject({ kind: 'failed', signature: { kind: 'oops' } })
  },
)
