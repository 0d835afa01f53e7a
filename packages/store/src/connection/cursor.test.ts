import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sortedPage } from '../bisections/bisection-sorts.ts'
import { cutPage, packCursor, positionCursor, timeCursor } from './cursor.ts'
import { StoreError } from './store-error.ts'

describe('a cursor', () => {
  test('brings back the place that it was made of', () => {
    const place = fc.record({
      at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') }),
      id: fc.stringMatching(/^[0-9a-z]{8,40}$/),
    })
    const holds = fc.property(place, fc.nat(999_999), (at, position) => {
      expect(timeCursor.decode(timeCursor.encode(at))).toEqual(at)
      expect(positionCursor.decode(positionCursor.encode(position))).toBe(position)
    })
    fc.assert(holds)
  })

  test('that somebody made up is refused, whatever it is', () => {
    const either = fc.oneof(fc.string(), fc.base64String())
    fc.assert(
      fc.property(either, (cursor) => {
        for (const { decode } of [timeCursor, positionCursor]) {
          expect(() => decode(cursor)).toThrow(StoreError)
        }
      }),
    )
  })

  // Before the epoch, in the year 9999, beyond the dates of JavaScript, and beyond what a number
  // holds exactly.
  test.each([-1, 253_370_764_800_000, 999_999_999_999_999, 2 ** 53])(
    'with the impossible moment %d is refused',
    (moment) => {
      const cursor = Buffer.from(`t ${moment} aaaaaaaa`).toString('base64url')
      expect(() => timeCursor.decode(cursor)).toThrow(expect.objectContaining({ code: 'bad-cursor' }))
      expect(() => sortedPage('tree', packCursor(['s', 'tree', 'linux', moment, 'aaaaaaaa']))).toThrow(
        expect.objectContaining({ code: 'bad-cursor' }),
      )
    },
  )

  test('with the first and the last possible moment is read', () => {
    for (const moment of [0, 253_370_764_799_999]) {
      const place = { at: new Date(moment), id: 'aaaaaaaa' }
      expect(timeCursor.decode(timeCursor.encode(place))).toEqual(place)
      expect(() => sortedPage('tree', packCursor(['s', 'tree', 'linux', moment, 'aaaaaaaa']))).not.toThrow()
    }
  })

  test('of one list is refused by the other', () => {
    expect(() => timeCursor.decode(positionCursor.encode(3))).toThrow(StoreError)
    expect(() => positionCursor.decode(timeCursor.encode({ at: new Date(), id: 'aaaaaaaa' }))).toThrow(StoreError)
  })
})

describe('a page', () => {
  const shape = { item: (row: number) => row, cursor: String }

  test.each([
    [[1, 2, 3], 2, { items: [1, 2], next: '2' }],
    [[1, 2], 2, { items: [1, 2], next: null }],
    [[], 2, { items: [], next: null }],
  ])('of the rows %j with the limit %i goes on only when there is more', (rows, limit, page) => {
    expect(cutPage(rows, limit, shape)).toEqual(page)
  })
})
