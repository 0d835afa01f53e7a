import { describe, expect, test } from 'vitest'
import { nextInTurn, type Turns, type WaitingTask } from './fair-turns.ts'

const tasks = (bisectionId: string, count: number, manual = false): WaitingTask[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${bisectionId}-${i + 1}`, bisectionId, manual }))

/**
 * Takes tasks one after the other, each done before the next is taken; `arrive` adds tasks before a
 * take.
 */
function takeAll(waiting: WaitingTask[], arrive: (taken: readonly string[]) => readonly WaitingTask[] = () => []) {
  const turns = new Map<string, number>()
  const taken: string[] = []
  while (true) {
    waiting.push(...arrive(taken))
    const next = nextInTurn(waiting, [], turns)
    if (!next) return taken
    for (const id of [...next.newcomers, next.task.bisectionId]) turns.set(id, Math.max(0, ...turns.values()) + 1)
    waiting.splice(waiting.indexOf(next.task), 1)
    taken.push(next.task.id)
  }
}

describe('nextInTurn', () => {
  test('a bisection with one task waits for one task of a bisection with fifty', () => {
    expect(takeAll([...tasks('big', 50), ...tasks('small', 1)]).indexOf('small-1')).toBe(1)
  })

  test('bisections that wait take turns, and the tasks of each keep their order', () => {
    expect(takeAll([...tasks('a', 3), ...tasks('b', 2), ...tasks('c', 1)])).toEqual([
      ...['a-1', 'b-1', 'c-1', 'a-2', 'b-2', 'a-3'],
    ])
  })

  test('a stream of new bisections does not keep a bisection with many tasks from its turns', () => {
    const taken = takeAll([...tasks('big', 10)], (before) =>
      before.length % 2 === 0 && before.length < 100 ? tasks(`new${before.length}`, 1) : [],
    )
    const places = taken.flatMap((id, at) => (id.startsWith('big') ? [at] : []))
    expect(places).toHaveLength(10)
    const gaps = places.slice(1).map((at, i) => at - (places[i] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2)
  })

  test('a bisection that asks for one task after the other gets every second turn beside one with many', () => {
    let asked = 0
    const taken = takeAll([...tasks('big', 6)], (before) => {
      const isIdle = before.filter((id) => id.startsWith('step')).length === asked
      if (before.length === 0 || !isIdle || asked === 4) return []
      return [{ id: `step-${++asked}`, bisectionId: 'step', manual: false }]
    })
    const inTurn = ['step-1', 'big-3', 'step-2', 'big-4', 'step-3', 'big-5', 'step-4', 'big-6']
    expect(taken).toEqual(['big-1', 'big-2', ...inTurn])
  })

  test('a bisection that holds a slot leaves the next one to a bisection that holds none, whichever had the last turn', () => {
    const turns: Turns = new Map([
      ['flood', 1],
      ['other', 2],
    ])
    const waiting = [...tasks('flood', 5), ...tasks('other', 1)]
    expect(nextInTurn(waiting, ['flood'], turns)?.task.id).toBe('other-1')
    expect(nextInTurn(waiting, ['flood', 'other'], turns)?.task.id).toBe('flood-1')
  })

  test('a bisection that waits alone gets every slot', () => {
    expect(nextInTurn(tasks('a', 2), ['a', 'a', 'a'], new Map([['a', 7]]))?.task.id).toBe('a-1')
  })

  test('what a person asked for goes first, of bisections that hold as many slots', () => {
    const turns: Turns = new Map([
      ['a', 1],
      ['b', 2],
    ])
    const waiting = [...tasks('a', 2), ...tasks('b', 2), { id: 'b-asked', bisectionId: 'b', manual: true }]
    expect(nextInTurn(waiting, [], turns)?.task.id).toBe('b-asked')
    expect(nextInTurn(waiting, ['b'], turns)?.task.id).toBe('a-1')
  })

  test('bisections that wait for the first time are named in the order in which they came', () => {
    const waiting = [...tasks('b', 1), ...tasks('known', 1), ...tasks('a', 1)]
    expect(nextInTurn(waiting, [], new Map([['known', 3]]))).toEqual({ task: waiting[1], newcomers: ['b', 'a'] })
  })

  test('what a watch wants goes behind all that people asked for, and before nothing', () => {
    const watched = tasks('watch', 1).map((task) => ({ ...task, background: true }))
    const turns: Turns = new Map([
      ['watch', 1],
      ['a', 2],
    ])
    expect(nextInTurn([...watched, ...tasks('a', 1)], ['a', 'a'], turns)?.task.id).toBe('a-1')
    expect(nextInTurn(watched, ['a'], turns)?.task.id).toBe('watch-1')
    const asked = watched.map((task) => ({ ...task, manual: true }))
    expect(nextInTurn([...asked, ...tasks('a', 1)], [], turns)?.task.id).toBe('watch-1')
  })

  test('nothing is next where nothing waits', () => {
    expect(nextInTurn([], ['a'], new Map())).toBeUndefined()
  })
})
