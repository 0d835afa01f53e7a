import { describe, expect, test } from 'vitest'
import { aBisection } from '../bisection.fixture.ts'
import { bisectionPath } from './bisection-path.ts'

const ids = ['abc1', 'abc2', 'b'].map((start) => start.padEnd(20, '0'))
const read: string[] = []
/** Lists one bisection a page. */
const api = {
  async get<T>(path: string): Promise<T> {
    read.push(path)
    const at = Number(new URLSearchParams(path.split('?')[1]).get('cursor') ?? 0)
    return { items: [aBisection({ id: ids[at] ?? '', title: `number ${at}` })], next: ids[at + 1] ? at + 1 : null } as T
  },
}

describe('the path of a bisection', () => {
  test('of a whole id is made without a question', async () => {
    expect(await bisectionPath(api, ids[0] ?? '')).toBe(`/bisections/${ids[0]}`)
    expect(await bisectionPath(api, '../x?')).toBe('/bisections/..%2Fx%3F')
    expect(read).toEqual([])
  })

  test('of the beginning of one id is that bisection, on whichever page', async () => {
    expect(await bisectionPath(api, 'b')).toBe(`/bisections/${ids[2]}`)
    expect(await bisectionPath(api, 'abc2')).toBe(`/bisections/${ids[1]}`)
  })

  test('of the beginning of several ids is an error that lists them', async () => {
    await expect(bisectionPath(api, 'abc')).rejects.toMatchObject({
      message: `2 bisections have ids that begin with abc:\n  ${ids[0]}  number 0\n  ${ids[1]}  number 1`,
      hint: 'give more of the id',
    })
  })

  test('of the beginning of no id is an error', async () => {
    await expect(bisectionPath(api, 'zz')).rejects.toThrow('no bisection has an id that begins with zz')
  })
})
