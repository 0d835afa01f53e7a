import { Build, Kcidb, Page, Run } from '@kbisect/contracts'
import { seedDatabase } from '@kbisect/testing'
import type Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'

const RUNS = 20_000
const path = '/bisections/seed00000000'
let service: TestService

beforeAll(async () => {
  service = await startTestService({ KBISECT_RATE_LIMIT: '100000' })
  await seedDatabase(service.databaseUrl, { bisections: 1, runs: RUNS })
})
afterAll(() => service?.remove())

const get = (more: string) => service.call('GET', `${path}${more}`)

async function everyPage<T extends Type.TSchema>(item: T, list: string): Promise<Type.Static<T>[]> {
  const all: Type.Static<T>[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer: Response = await get(`${list}${cursor && `&cursor=${cursor}`}`)
    const page: Page<Type.Static<T>> = await expectAnswer(Page(item), answer)
    expect(page.items.length).toBeLessThanOrEqual(200)
    all.push(...page.items)
    cursor = page.next
  }
  return all
}

describe('of a bisection with 20,000 runs', () => {
  test('a page has at most as many runs as the request asks for, and 50 by default', async () => {
    const first = await expectAnswer(Page(Run), await get('/runs'))
    expect(first.items).toHaveLength(50)
    expect(first.next).not.toBeNull()
    expect((await expectAnswer(Page(Build), await get('/builds?limit=3'))).items).toHaveLength(3)
    await expectProblem(await get('/runs?limit=201'), 400)
    await expectProblem(await get('/runs?cursor=x'), 400)
  })

  test('the pages together have each run once, in the order in which they ended', async () => {
    const runs = await everyPage(Run, '/runs?limit=200')
    expect(new Set(runs.map(({ id }) => id)).size).toBe(RUNS)
    const times = runs.map(({ finishedAt }) => finishedAt)
    expect(times).toEqual(times.toSorted())
    const newest = await expectAnswer(Page(Run), await get('/runs?limit=200&sort=-finishedAt'))
    expect(newest.items.toReversed()).toEqual(runs.slice(-200))
  })

  test('the runs of one commit on one target are asked for alone', async () => {
    const [one] = (await expectAnswer(Page(Run), await get('/runs?limit=1'))).items
    const own = await everyPage(Run, `/runs?limit=200&commit=${one?.commit}&target=${one?.target}`)
    expect(own).toHaveLength(RUNS / 20)
    expect(new Set(own.map(({ commit, target }) => `${commit} ${target}`)).size).toBe(1)
    expect(await everyPage(Run, '/runs?limit=200&target=nowhere')).toEqual([])
  })

  test('reports are made', async () => {
    const text = await (await get('/report?format=text')).text()
    expect(text).toContain('20 builds and 20,000 runs')
    const log = await get('/bisect-log')
    expect([log.status, await log.text()]).toEqual([200, expect.stringContaining('git bisect start')])
  })

  test('the export for KCIDB has a test for each run, and comes in parts', async () => {
    const answer = await get('/kcidb')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    // What is written at once has its length in a header.
    expect(answer.headers.get('content-length')).toBeNull()
    const { builds, tests, incidents } = await expectAnswer(Kcidb, answer)
    expect([builds?.length, tests?.length]).toEqual([20, RUNS])
    expect(incidents).not.toEqual([])
  })
})
