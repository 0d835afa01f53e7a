import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askingFor, askingSignal, GitSlots } from './git-slots.ts'

/** Starts work that lasts until the test ends it. */
function workOn(slots: GitSlots) {
  let running = 0
  let most = 0
  const order: number[] = []
  const ends: (() => void)[] = []
  const start = async (number: number, signal?: AbortSignal) => {
    const give = await slots.take(signal)
    most = Math.max(most, ++running)
    order.push(number)
    await new Promise<void>((resolve) => ends.push(resolve))
    running--
    give()
    give()
  }
  const endAll = async () => {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end()
      await turn()
    }
  }
  return { start, endAll, order, most: () => most }
}

test('no more work runs at once than there are slots, in the order in which it came', async () => {
  const { start, endAll, order, most } = workOn(new GitSlots(3))
  const all = Array.from({ length: 20 }, (_, number) => start(number))
  await turn()
  expect(order).toEqual([0, 1, 2])
  await endAll()
  await Promise.all(all)
  expect(order).toEqual(Array.from({ length: 20 }, (_, number) => number))
  expect(most()).toBe(3)
})

test('work whose signal aborts while it waits never starts, and takes no slot from others', async () => {
  const { start, endAll, order } = workOn(new GitSlots(1))
  const gone = new AbortController()
  const first = start(0)
  const second = start(1, gone.signal)
  const third = start(2)
  await turn()
  gone.abort(new Error('the client went away'))
  await expect(second).rejects.toThrow('the client went away')
  await endAll()
  await Promise.all([first, third])
  expect(order).toEqual([0, 2])
  await expect(start(3, gone.signal)).rejects.toThrow('the client went away')
  const last = start(4)
  await turn()
  await endAll()
  await last
})

test('work is refused when too much waits already', async () => {
  const { start, endAll } = workOn(new GitSlots(1, 1))
  const accepted = [start(0), start(1)]
  await expect(start(2)).rejects.toMatchObject({ code: 'git-busy' })
  await turn()
  await endAll()
  await Promise.all(accepted)
})

test('work that no client waits for has no signal', () => {
  const { signal } = new AbortController()
  expect(askingFor(signal, askingSignal)).toBe(signal)
  expect(askingFor(signal, () => askingFor(undefined, askingSignal))).toBeUndefined()
  expect(askingSignal()).toBeUndefined()
})
