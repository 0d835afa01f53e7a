import { expect, test } from 'vitest'
import { shortestEdit } from './shortest-edit.ts'

const pairs = (left: string, right: string, most?: number) => shortestEdit(left.split(''), right.split(''), most)

/** The longest common subsequence the slow way. */
function longest(left: string, right: string): number {
  const rows = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0))
  for (let l = 1; l <= left.length; l++) {
    for (let r = 1; r <= right.length; r++) {
      const [same, up, back] = [rows[l - 1]?.[r - 1] ?? 0, rows[l - 1]?.[r] ?? 0, rows[l]?.[r - 1] ?? 0]
      ;(rows[l] as number[])[r] = left[l - 1] === right[r - 1] ? same + 1 : Math.max(up, back)
    }
  }
  return rows[left.length]?.[right.length] ?? 0
}

test('equal lists pair all, and lists with nothing in common pair none', () => {
  expect(pairs('abc', 'abc')).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ])
  expect(pairs('abc', 'xyz')).toEqual([])
  expect(pairs('', 'x')).toEqual([])
})

test('as much is paired as can be, in order, for many lists', () => {
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state % below
  }
  for (let round = 0; round < 300; round++) {
    const word = () => Array.from({ length: random(14) }, () => 'abcd'[random(4)]).join('')
    const [left, right] = [word(), word()]
    const found = pairs(left, right)
    expect(found.length, `${left} ${right}`).toBe(longest(left, right))
    for (const [index, [l, r]] of found.entries()) {
      expect(left[l]).toBe(right[r])
      const [beforeL, beforeR] = found[index - 1] ?? [-1, -1]
      expect(l > beforeL && r > beforeR).toBe(true)
    }
  }
})

test('what differs too much is not followed', () => {
  expect(pairs('aXbXcX', 'aYbYcY', 2)).toEqual([])
  expect(pairs('aXbXcX', 'aYbYcY', 6).length).toBe(3)
})
