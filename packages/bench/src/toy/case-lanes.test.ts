import { expect, test } from 'vitest'
import { inLanes } from './case-lanes.ts'

const ALL = { count: 5, first: 3, minutes: Number.POSITIVE_INFINITY, lanes: 2 }
const tick = () => new Promise((resolve) => setImmediate(resolve))

test('each case is worked on once, and no more at a time than there are lanes', async () => {
  const done: number[] = []
  let [now, most] = [0, 0]
  await inLanes(ALL, async (number) => {
    most = Math.max(most, ++now)
    await tick()
    now--
    done.push(number)
  })
  expect(done).toEqual([3, 4, 5, 6, 7])
  expect(most).toBe(2)
})

test('none is begun when there is no time', async () => {
  const begun: number[] = []
  await inLanes({ ...ALL, minutes: 0 }, async (number) => void begun.push(number))
  expect(begun).toEqual([])
})

test('a fault ends it, when what the other lanes are at is over', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const work = inLanes(ALL, async (number) => {
    begun.push(number)
    if (number === 3) throw new Error('of the third')
    await tick()
    ended.push(number)
  })
  await expect(work).rejects.toThrow('of the third')
  expect({ begun, ended }).toEqual({ begun: [3, 4], ended: [4] })
})
