import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { judgeWordings } from './judge-wordings.ts'
import { readWordings } from './read-wordings.ts'

const WORDINGS = fileURLToPath(new URL('../../wordings/', import.meta.url))

const wordings = readdirSync(WORDINGS)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap((name) => readWordings(readFileSync(WORDINGS + name, 'utf8')))

/** What the reader reaches. A change that makes it better moves these. */
const FLOOR = { kinds: 1, functions: 0.999, subjects: 1, warnings: 1, falseMerges: 0, falseSplits: 0 }

const { all, mails } = judgeWordings(wordings)
const share = ({ right, of }: { readonly right: number; readonly of: number }) => right / of

describe('the wordings of reports', () => {
  test('are many, of every architecture, and no name stands twice', () => {
    expect(wordings.length).toBeGreaterThanOrEqual(1500)
    expect(mails.of).toBeGreaterThanOrEqual(200)
    for (const architecture of ['x86_64', 'i386', 'arm', 'arm64', 'riscv'])
      expect(wordings.filter((wording) => wording.architecture === architecture).length).toBeGreaterThanOrEqual(15)
    const names = wordings.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('are read with the right result, kind and function', () => {
    expect(share(all.results)).toBe(1)
    expect(share(all.kinds)).toBeGreaterThanOrEqual(FLOOR.kinds)
    expect(share(all.functions)).toBeGreaterThanOrEqual(FLOOR.functions)
    expect(share(all.warnings)).toBeGreaterThanOrEqual(FLOOR.warnings)
  })

  test('of mails name the function that the subject names', () => {
    expect(share(mails)).toBeGreaterThanOrEqual(FLOOR.subjects)
  })

  test('of two failures are told apart, and those of one failure are not', () => {
    expect(all.merges.wrong.length).toBeLessThanOrEqual(FLOOR.falseMerges)
    expect(all.splits.wrong.length).toBeLessThanOrEqual(FLOOR.falseSplits)
    expect(Math.min(all.merges.of, all.splits.of)).toBeGreaterThan(1000)
  })
})
