import { describe, expect, it } from 'vitest'
import { passesToConfirm } from './confirm.ts'

describe('passesToConfirm', () => {
  it('is three for a solid failure, however often that was seen', () => {
    for (const failures of [3, 5, 20, 1000]) expect(passesToConfirm({ failures, passes: 0 })).toBe(3)
  })

  it('grows the seldomer the failure shows', () => {
    const needed = [40, 30, 20, 10, 8, 4].map((failures) => passesToConfirm({ failures, passes: 40 - failures }))
    expect(needed).toEqual([...needed].sort((a, b) => a - b))
    expect(new Set(needed).size).toBe(needed.length)
  })

  it('lets a kernel that has the fault pass by chance once in a hundred at most, at the rate seen', () => {
    for (const failures of [20, 10, 8]) {
      const needed = passesToConfirm({ failures, passes: 40 - failures })
      expect((1 - failures / 40) ** needed).toBeLessThanOrEqual(0.01)
    }
  })

  it('is the more careful the fewer runs the rate rests on', () => {
    expect(passesToConfirm({ failures: 2, passes: 2 })).toBeGreaterThan(passesToConfirm({ failures: 50, passes: 50 }))
  })

  it('asks for at most sixty, even of a failure that hardly ever showed', () => {
    expect(passesToConfirm({ failures: 0, passes: 1000 })).toBe(60)
    expect(passesToConfirm({ failures: 1, passes: 99 })).toBe(60)
  })

  it('takes a failure of which nothing is known for one that shows in half of the runs', () => {
    expect(passesToConfirm({ failures: 0, passes: 0 })).toBe(7)
  })
})
