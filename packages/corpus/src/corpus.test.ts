import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogue } from './catalogue/index.ts'
import { KINDS } from './entry.ts'
import { formatLog, type LogFile, parseLog } from './log-file.ts'
import { CORPUS, pathOf } from './make-logs.ts'

const byPath = new Map(catalogue.map((entry) => [pathOf(entry), entry]))

const paths = readdirSync(CORPUS, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.log'))
  .map((file) => relative(CORPUS, join(file.parentPath, file.name)))
  .sort()

const logs: ReadonlyMap<string, LogFile> = new Map(
  paths.map((path) => [path, parseLog(readFileSync(join(CORPUS, path)))]),
)

const kindsOf = ({ expected }: Pick<LogFile, 'expected'>) => [
  ...(expected.result === 'failed' ? [expected.kind] : []),
  ...(expected.warnings ?? []).map(({ kind }) => kind),
]

describe('the catalogue', () => {
  test('names each log once', () => {
    expect(byPath.size).toBe(catalogue.length)
  })

  test('gives failures of one function one group', () => {
    const groups = new Map<string, Set<string>>()
    for (const { expected } of catalogue) {
      if (expected.result !== 'failed' || expected.function === undefined) continue
      const kind = expected.kind === 'panic' ? 'oops' : expected.kind
      const where = `${kind} in ${expected.function}`
      groups.set(where, (groups.get(where) ?? new Set()).add(expected.group))
    }
    expect([...groups].filter(([, names]) => names.size > 1)).toEqual([])
  })

  test('breaks kernels in every way that there is a word for', () => {
    const kinds = new Set(catalogue.flatMap(kindsOf))
    expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([])
  })
})

describe('the corpus', () => {
  test('has at least 150 logs, of every kind, most of them of Linux on three architectures', () => {
    expect(paths.length).toBeGreaterThanOrEqual(150)
    const kinds = new Set([...logs.values()].flatMap(kindsOf))
    expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([])
    const real = paths.filter((path) => !path.includes('/toy/'))
    expect(real.length).toBeGreaterThan(paths.length / 2)
    expect(new Set(real.map((path) => path.split('/')[0]))).toEqual(new Set(['arm', 'arm64', 'x86_64']))
  })

  // A change in the catalogue must be made in the logs too, or a log says what nobody knows.
  test.each(paths)('%s says what the catalogue says', (path) => {
    const entry = byPath.get(path)
    const log = logs.get(path)
    expect(entry, 'no entry of the catalogue makes it').toBeDefined()
    expect({ test: log?.test, expected: log?.expected }).toEqual({ test: entry?.test, expected: entry?.expected })
    expect(log && formatLog(log)).toEqual(readFileSync(join(CORPUS, path)))
  })
})
