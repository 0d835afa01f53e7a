import { hashOf, MemoryHistory } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { RequestError } from '../model/errors.ts'
import { line, openUseCases } from './use-cases.fixture.ts'

describe('starting a bisection', () => {
  it('resolves both revisions once, pins them and asks for the first advance', async () => {
    const { start, history, queue, eventsOf } = openUseCases()
    const record = await start()
    expect(record).toMatchObject({
      state: 'queued',
      stage: 'prepare',
      good: { ref: 'good', hash: hashOf('good') },
      bad: { ref: 'bad', hash: hashOf('bad') },
      mergeBases: [],
      title: 'boot on arm64 in toy, good..bad',
    })
    expect(history.pins).toEqual(new Map([[record.id, [hashOf('good'), hashOf('bad')]]]))
    expect(queue.advances).toEqual([record.id])
    expect(eventsOf('created')).toHaveLength(1)
    expect(history.fetched).toBe(0)
  })

  it('pins the merge bases too when good is on another branch', async () => {
    const history = new MemoryHistory([
      ['fork', []],
      ['good', ['fork']],
      ['c1', ['fork']],
      ['bad', ['c1']],
    ])
    const { start } = openUseCases(history)
    const { id, mergeBases } = await start()
    expect(mergeBases).toEqual([hashOf('fork')])
    expect(history.pins.get(id)).toEqual([hashOf('good'), hashOf('bad'), hashOf('fork')])
  })

  it('looks up what builds a KUnit suite, and stores it with the request', async () => {
    const { start, history } = openUseCases()
    history.kunitSuites.set('list_sort', ['TEST_LIST_SORT'])
    const test = { kind: 'kunit', suite: 'list_sort' } as const
    const { request, targets } = await start({ test })
    expect(request.test).toEqual({ ...test, options: ['TEST_LIST_SORT'] })
    expect(targets[0]?.fragments[0]?.content).toBe('CONFIG_KUNIT=y\nCONFIG_TEST_LIST_SORT=y\n')
    const named = await start({ test: { ...test, options: ['MY_SUITE'] } })
    expect(named.request.test).toEqual({ ...test, options: ['MY_SUITE'] })
    expect(await start({ test: { ...test, suite: 'list_*' } })).toMatchObject({
      request: { test: { suite: 'list_*' } },
    })
  })

  it('starts another bisection for another case of the same suite, and none for the same one', async () => {
    const { start } = openUseCases()
    const test = { kind: 'kunit', suite: 'list_sort', case: 'sorts' } as const
    const first = await start({ test })
    expect(await start({ test })).toMatchObject({ id: first.id, attached: true })
    expect((await start({ test: { ...test, case: 'is_stable' } })).id).not.toBe(first.id)
  })

  it('fetches when the mirror does not know a ref yet', async () => {
    const history = new MemoryHistory(line.slice(0, -1), line.slice(-1))
    const { start } = openUseCases(history)
    expect((await start()).bad.hash).toBe(hashOf('bad'))
    expect(history.fetched).toBe(1)
  })

  it('starts nothing over commits that cannot be checked out, the good one and the merge bases among them', async () => {
    const history = new MemoryHistory([
      ['fork', []],
      ['good', ['fork']],
      ['bad', ['fork']],
    ])
    const looked: unknown[] = []
    history.requireObjects = async (good: readonly string[], bad: string) => {
      looked.push([good, bad])
      throw new Error('objects are missing')
    }
    const { start, store, queue } = openUseCases(history)
    await expect(start()).rejects.toThrow('objects are missing')
    expect(looked).toEqual([[[hashOf('good'), hashOf('fork')], hashOf('bad')]])
    expect([history.pins.size, store.ids, queue.advances]).toEqual([0, [], []])
  })

  it('lets a mirror that cannot be read be a fault, not a mistake of the user', async () => {
    const history = new MemoryHistory(line)
    history.resolve = async () => {
      throw new Error('the disk is broken')
    }
    const { start } = openUseCases(history)
    const refused = start()
    await expect(refused).rejects.toThrow('the disk is broken')
    await expect(refused).rejects.not.toBeInstanceOf(RequestError)
  })
})

describe('a request that cannot be carried out is refused, nothing is pinned or stored:', () => {
  const refused = async (more: Parameters<ReturnType<typeof openUseCases>['start']>[0], history?: MemoryHistory) => {
    const cases = openUseCases(history)
    const error: unknown = await cases.start(more).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(RequestError)
    expect(cases.history.pins.size).toBe(0)
    expect(cases.store.ids).toEqual([])
    expect(cases.queue.advances).toEqual([])
    const { code, errors } = error as RequestError
    return { code, fields: errors.map(({ field }) => field), errors }
  }

  it('refs that the tree does not have, both at once', async () => {
    const { code, fields, errors } = await refused({ good: 'v1', bad: 'v2' })
    expect([code, ...fields]).toEqual(['unknown-ref', 'good', 'bad'])
    expect(errors[0]).toMatchObject({ value: 'v1', hint: expect.stringContaining('https://example.org/toy.git') })
  })

  it('a ref that names several commits, with what git says of it', async () => {
    const history = new MemoryHistory(line)
    history.resolve = async (ref) => {
      const about = { name: 'GitRefError', code: 'ambiguous-ref', hint: 'write refs/heads/…' }
      throw Object.assign(new Error(`"${ref}" fits more than one thing; write refs/heads/…`), about)
    }
    const { code, errors } = await refused({ good: 'both' }, history)
    expect(code).toBe('ambiguous-ref')
    const message = '"both" fits more than one thing'
    expect(errors).toEqual([{ field: 'good', value: 'both', message, hint: 'write refs/heads/…' }])
    expect(history.fetched).toBe(0)
  })

  it('the same commit at both revisions', async () => {
    expect(await refused({ bad: 'good' })).toMatchObject({ code: 'empty-range', fields: ['bad'] })
  })

  it('a bad revision older than the good one', async () => {
    expect(await refused({ good: 'bad', bad: 'good' })).toMatchObject({ code: 'reversed-range', fields: ['bad'] })
  })

  it('two revisions without a common commit', async () => {
    const strangers = new MemoryHistory([
      ['good', []],
      ['bad', []],
    ])
    expect(await refused({}, strangers)).toMatchObject({ code: 'unrelated-history', fields: ['good'] })
  })

  it('a pattern that is no regular expression', async () => {
    const test = { kind: 'console', pattern: '(', expect: 'present' } as const
    expect(await refused({ test })).toMatchObject({ code: 'invalid-pattern', fields: ['test.pattern'] })
  })

  it.each(['foo(?!bar)', '(a)\\1', '(?:ab{200}){4}'])(
    'a pattern that takes more than linear time: %s',
    async (pattern) => {
      const test = { kind: 'console', pattern, expect: 'present' } as const
      expect(await refused({ test })).toMatchObject({ code: 'invalid-pattern', fields: ['test.pattern'] })
    },
  )

  it('a target that is named twice', async () => {
    expect(await refused({ alsoTest: [{ architecture: 'arm64' }] })).toMatchObject({
      code: 'duplicate-target',
      fields: ['alsoTest.0'],
    })
  })
})
