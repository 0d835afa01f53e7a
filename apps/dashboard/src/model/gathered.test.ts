import type { Page } from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { type Gathered, gatherNew, inOrder } from './gathered.ts'

interface Fact {
  readonly id: string
  readonly finishedAt: string
}

const fact = (at: number): Fact => ({
  id: `fact${String(at).padStart(4, '0')}`,
  finishedAt: new Date(Date.UTC(2026, 10, 1) + at * 1000).toISOString(),
})
const facts = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => fact(from + at))

/** A list as the API has it, newest first, ten a page; counts what is asked. */
function serve(all: readonly Fact[]) {
  const asked: (string | undefined)[] = []
  const list = async (cursor: string | undefined): Promise<Page<Fact>> => {
    asked.push(cursor)
    const newest = all.toReversed()
    const from = cursor === undefined ? 0 : newest.findIndex(({ id }) => id === cursor) + 1
    const items = newest.slice(from, from + 10)
    return { items, next: from + 10 < newest.length ? (items.at(-1)?.id ?? null) : null }
  }
  return { list, asked }
}

const numbers = ({ items }: Gathered<Fact>) => items.map(({ id }) => Number(id.slice(4)))
const downFrom = (from: number, to: number) => Array.from({ length: from - to }, (_, at) => from - 1 - at)

describe('the newest facts', () => {
  test('are read once as far as the limit, and the cursor of those before is kept', async () => {
    const { list, asked } = serve(facts(0, 95))
    const gathered = await gatherNew(list, () => undefined, 30)
    expect(numbers(gathered)).toEqual(downFrom(95, 65))
    expect(gathered.next).toBe('fact0065')
    expect(asked).toHaveLength(3)
  })

  test('are read from the first page alone when few are new', async () => {
    const known = await gatherNew(serve(facts(0, 95)).list, () => undefined, 30)
    const { list, asked } = serve(facts(0, 98))
    const gathered = await gatherNew(list, () => known, 30)
    expect(numbers(gathered)).toEqual(downFrom(98, 65))
    expect([gathered.next, asked]).toEqual([known.next, [undefined]])
  })

  test('include one that was stored late, and not one that was deleted', async () => {
    const known = await gatherNew(serve(facts(0, 40).filter((_, at) => at !== 37)).list, () => undefined, 30)
    const gathered = await gatherNew(serve(facts(0, 41).filter((_, at) => at !== 38)).list, () => known, 30)
    expect(numbers(gathered).slice(0, 4)).toEqual([40, 39, 37, 36])
  })

  test('take the place of all that was known when too many are new', async () => {
    const known = await gatherNew(serve(facts(0, 20)).list, () => undefined, 30)
    const gathered = await gatherNew(serve(facts(0, 200)).list, () => known, 30)
    expect(numbers(gathered)).toEqual(downFrom(200, 170))
    expect(gathered.next).toBe('fact0170')
  })

  test('are put before what was added while they were read', async () => {
    let known: Gathered<Fact> = await gatherNew(serve(facts(0, 95)).list, () => undefined, 30)
    const { list } = serve(facts(0, 96))
    const gathered = await gatherNew(
      async (cursor) => {
        const page = await list(cursor)
        known = { items: [...known.items, ...facts(55, 65).toReversed()], next: 'fact0055' }
        return page
      },
      () => known,
      30,
    )
    expect(numbers(gathered)).toEqual(downFrom(96, 55))
    expect(gathered.next).toBe('fact0055')
  })

  test('of a list with nothing in it are none', async () => {
    expect(await gatherNew(serve([]).list, () => undefined, 30)).toEqual({ items: [], next: null })
  })
})

test('facts of several lists are each there once, in the order in which they ended', () => {
  const lists = [facts(5, 8).toReversed(), facts(0, 3), [fact(6)]]
  expect(inOrder(lists)).toEqual([...facts(0, 3), ...facts(5, 8)])
})
