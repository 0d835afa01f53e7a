import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AnyOf, type Worded } from './any-of.ts'
import { readLines } from './console-lines.ts'
import { FAILURES } from './failure-patterns.ts'
import { firstLetters } from './first-letters.ts'
import { ANNOUNCED, NAMED_WARNINGS } from './further-warnings.ts'
import { CHECK_LINES } from './kernel-checks.ts'
import { KERNEL_WARNINGS, LEADS } from './warning-patterns.ts'
import { readWordings } from './wordings/read-wordings.ts'

const TABLES: Readonly<Record<string, readonly Worded[]>> = {
  ...{ FAILURES, KERNEL_WARNINGS, LEADS, NAMED_WARNINGS, ANNOUNCED, CHECK_LINES },
}

const WORDINGS = fileURLToPath(new URL('../wordings/', import.meta.url))
const decoder = new TextDecoder()
const lines = new Set(
  readdirSync(WORDINGS)
    .filter((name) => name.endsWith('.txt'))
    .flatMap((name) => readWordings(readFileSync(WORDINGS + name, 'utf8')))
    .flatMap(({ entry }) => decoder.decode(entry.console).split('\n'))
    .flatMap((raw) => readLines(raw).map(({ text }) => text)),
)

describe.each(Object.entries(TABLES))('one look at %s', (_, rows) => {
  const any = new AnyOf(rows)
  const matches = (text: string) => rows.some(({ pattern }) => pattern.test(text))

  test('finds what a look at each row finds, in the lines of all wordings and behind other words', () => {
    let found = 0
    for (const line of lines) {
      for (const text of [
        line,
        `eth0: ${line}`,
        `pci 0000:00:01.0: ${line}`,
        line.slice(1),
        `é${line}`,
        line.slice(0, 40),
      ]) {
        if (any.test(text) !== matches(text)) expect.fail(`any: ${any.test(text)}, each: ${matches(text)}: ${text}`)
        if (any.test(text)) found++
      }
    }
    expect(found).toBeGreaterThan(10)
  })

  test('needs words of each row that may begin with any letter, as such a row would be tried on every line', () => {
    const slow = rows.filter(({ pattern, words }) => words === undefined && (firstLetters(pattern)?.size ?? 128) > 20)
    expect(slow.map(({ pattern }) => pattern.source)).toEqual([])
  })
})

test('a row with words is found at the start of a text and behind a name', () => {
  const any = new AnyOf([{ pattern: /^(?:.{1,20}: )?Bad swap/, words: 'Bad swap' }, { pattern: /^BUG/ }])
  for (const text of ['Bad swap', 'a: Bad swap', 'a: b: Bad swap', 'BUG: one', 'é: Bad swap'])
    expect(any.test(text)).toBe(true)
  for (const text of ['', 'bad swap', 'a Bad swap', 'a: BUG', `${'a'.repeat(40)}: Bad swap`])
    expect(any.test(text)).toBe(false)
})
