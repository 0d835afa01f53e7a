import type { History } from '@kbisect/bisection'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NamedHistory } from '../memory-history.ts'

export interface HistoryUnderTest {
  /** Fetched once. */
  readonly history: History
  /** The hash of a commit by its name, which is also its subject. */
  hash(name: string): string
  /** Adds commits to the tree from which the history is fetched. */
  push(commits: NamedHistory): Promise<void>
  /** Ids of the bisections that have pins. */
  pinned(): Promise<string[]>
  close?(): Promise<void>
}

/**
 * Two lines that were merged crosswise, so that the merges have two merge bases, and a commit that
 * is not related to them.
 */
const crossed: NamedHistory = [
  ['root', []],
  ['left', ['root']],
  ['right', ['root']],
  ['left-merge', ['left', 'right']],
  ['right-merge', ['right', 'left']],
  ['tip', ['left-merge']],
  ['stranger', []],
]

const UNKNOWN = 'abcdef0123'.repeat(4)

/**
 * Declares what every history does.
 * @param open makes one of such commits; each is reached by its name, and those in `branches` are
 * branches of the tree
 */
export function describeHistory(
  name: string,
  open: (commits: NamedHistory, branches: readonly string[]) => Promise<HistoryUnderTest>,
): void {
  describe(`a history (${name})`, () => {
    let under: HistoryUnderTest
    let history: History
    const hashes = (...names: string[]) => names.map((one) => under.hash(one))

    beforeEach(async () => {
      under = await open(crossed, ['tip'])
      history = under.history
    })
    afterEach(() => under.close?.())

    test('is there and whole', async () => {
      expect([await history.exists(), await history.isIncomplete()]).toEqual([true, false])
      await history.requireObjects(hashes('root'), under.hash('tip'))
    })

    test('resolves names and full hashes', async () => {
      const [left = ''] = hashes('left')
      expect(left).toMatch(/^[0-9a-f]{40}$/)
      expect([await history.resolve('left'), await history.resolve(left)]).toEqual([left, left])
      expect([await history.has(left), await history.has(UNKNOWN)]).toEqual([true, false])
      expect(await history.subject(left)).toBe('left')
    })

    test('refuses a name that it does not know, and a hash that is none', async () => {
      const unknown = { name: 'GitRefError', code: 'unknown-ref' }
      await expect(history.resolve('nothing')).rejects.toMatchObject(unknown)
      await expect(history.resolve(UNKNOWN)).rejects.toMatchObject(unknown)
      await expect(history.has('left')).rejects.toMatchObject({ name: 'GitRefError', code: 'invalid-ref' })
    })

    test('fails where a commit is not there', async () => {
      const [tip = ''] = hashes('tip')
      await expect(history.isAncestor(UNKNOWN, tip)).rejects.toThrow(UNKNOWN)
      await expect(history.mergeBases(tip, UNKNOWN)).rejects.toThrow(UNKNOWN)
      await expect(history.range([UNKNOWN], tip)).rejects.toThrow(UNKNOWN)
      await expect(history.count([], UNKNOWN)).rejects.toThrow(UNKNOWN)
      await expect(history.pin('b1', [UNKNOWN])).rejects.toThrow(UNKNOWN)
      expect(await under.pinned()).toEqual([])
    })

    test('tells branches from other names', async () => {
      const names = ['tip', 'tip~1', 'no-branch', under.hash('tip')]
      expect(await Promise.all(names.map((one) => history.isBranch(one)))).toEqual([true, false, false, false])
    })

    test.each([
      ['root', 'tip', true],
      ['tip', 'root', false],
      ['left', 'left', true],
      ['left-merge', 'right-merge', false],
      ['root', 'stranger', false],
    ])('says whether %s is an ancestor of %s: %s', async (ancestor, descendant, expected) => {
      expect(await history.isAncestor(under.hash(ancestor), under.hash(descendant))).toBe(expected)
    })

    test.each([
      ['left', 'right', ['root']],
      ['left', 'tip', ['left']],
      ['left-merge', 'right-merge', ['left', 'right']],
      ['tip', 'stranger', []],
    ])('finds all merge bases of %s and %s', async (a, b, expected) => {
      const found = await history.mergeBases(under.hash(a), under.hash(b))
      expect(found.sort()).toEqual(hashes(...expected).sort())
    })

    test.each<[string[], string, string[]]>([
      [['root'], 'tip', ['left', 'right', 'left-merge', 'tip']],
      [['left', 'right'], 'tip', ['left-merge', 'tip']],
      [['left-merge'], 'right-merge', ['right-merge']],
      [['tip'], 'root', []],
      [[], 'left', ['root', 'left']],
    ])('ranges from %j to %s, parents first', async (good, bad, expected) => {
      const range = await history.range(hashes(...good), under.hash(bad))
      expect(range.map(({ subject }) => subject).sort()).toEqual(expected.toSorted())
      expect(await history.count(hashes(...good), under.hash(bad))).toBe(expected.length)
      const seen = new Set<string>()
      const within = new Set(range.map(({ hash }) => hash))
      for (const { hash, parents } of range) {
        for (const parent of parents) expect(seen.has(parent)).toBe(within.has(parent))
        seen.add(hash)
      }
    })

    test('lists the parents of a commit in their order', async () => {
      const [merge] = await history.range(hashes('left', 'right'), under.hash('left-merge'))
      expect(merge).toMatchObject({ hash: under.hash('left-merge'), parents: hashes('left', 'right') })
    })

    test('has what came later after the next fetch', async () => {
      await under.push([['later', ['tip']]])
      await expect(history.resolve('later')).rejects.toMatchObject({ code: 'unknown-ref' })
      await history.fetch()
      expect(await history.isAncestor(under.hash('tip'), await history.resolve('later'))).toBe(true)
    })

    test('keeps the pins of each bisection until they are removed', async () => {
      await history.pin('b1', hashes('left', 'right'))
      await history.pin('b1', hashes('tip'))
      await history.pin('b2', hashes('root'))
      expect((await under.pinned()).sort()).toEqual(['b1', 'b2'])
      await history.unpin('b1')
      await history.unpin('b1')
      await history.unpin('b3')
      expect(await under.pinned()).toEqual(['b2'])
      await expect(history.pin('../b4', hashes('tip'))).rejects.toMatchObject({ code: 'git-invalid-pin' })
    })
  })
}
