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

const { all, mails } = judgeWordings(wordings)
const share = ({ right, of }: { readonly right: number; readonly of: number }) => right / of

describe('the wordings of reports', () => {
  test('are many, of every architecture, and no name stands twice', () => {
    expect(wordings.length).toBeGreaterThanOrEqual(1000)
    expect(mails.of).toBeGreaterThanOrEqual(60)
    for (const architecture of ['x86_64', 'i386', 'arm', 'arm64', 'riscv'])
      expect(wordings.filter((wording) => wording.architecture === architecture).length).toBeGreaterThanOrEqual(15)
    const names = wordings.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  // Whoever teaches the reader raises these.
  test('are read with the right kind and function', () => {
    expect(share(all.results)).toBe(1)
    expect(share(all.kinds)).toBeGreaterThanOrEqual(0.94)
    expect(share(all.functions)).toBeGreaterThanOrEqual(0.86)
  })

  test('of mails name the function that the subject names', () => {
    expect(share(mails)).toBeGreaterThanOrEqual(0.8)
  })
})
