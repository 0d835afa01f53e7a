import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = resolve(import.meta.dirname, '..')

interface Query {
  readonly file: string
  readonly text: string
}

/** The text from a position to the bracket that closes the one that is open there. */
function untilClosed(source: string, from: number): string {
  let depth = 1
  for (let at = from; at < source.length; at++) {
    if ('([{'.includes(source[at] ?? '')) depth++
    else if (')]}'.includes(source[at] ?? '') && --depth === 0) return source.slice(from, at)
  }
  return source.slice(from)
}

/** Each query of the store for bisections, as it is written. */
function queriesForBisections(): Query[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(name) && !name.startsWith('generated'),
  )
  return files.flatMap((file) => {
    const source = readFileSync(join(SOURCES, file), 'utf8')
    const calls = source.matchAll(/\.bisection\.(?:findMany|findFirst|count|groupBy|aggregate)\w*\(/g)
    // Also a query within another one ends at its bracket, and each ends with its statement.
    const selects = source.matchAll(/\bFROM "Bisection"/g)
    return [
      ...[...calls].map((found) => untilClosed(source, found.index + found[0].length)),
      ...[...selects].map(({ index }) => untilClosed(source, index).split('`')[0] ?? ''),
    ].map((text) => ({ file, text }))
  })
}

// One bisection, or some of which the ids are known, may be a check.
const isByIds = (text: string) => /where: \{ id\b|WHERE (?:b\.)?"id" = /.test(text)
const SAYS = /\b(?:withoutChecks|withChecks|searchesOnly)\b|"check" IS (?:NOT )?NULL/

test('each query that lists or counts bisections says whether checks of watches are among them', () => {
  const queries = queriesForBisections()
  expect(queries.length).toBeGreaterThan(15)
  expect(queries.filter(({ text }) => !isByIds(text) && !SAYS.test(text))).toEqual([])
})

test('what a process works on is the only list that has checks with bisections', () => {
  const files = queriesForBisections().filter(({ text }) => text.includes('withChecks'))
  expect(files.map(({ file }) => file)).toEqual(['bisections/advance-states.ts'])
})
