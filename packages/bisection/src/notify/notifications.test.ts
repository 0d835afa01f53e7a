import { type BisectionProgressed, type WebhookBody, type WebhookFormat, webhookFormats } from '@kbisect/contracts'
import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../plan/plan.ts'
import { failing, panic } from '../plan/simulated-hosts.fixture.ts'
import { resumeBisection } from '../usecases/control-bisection.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { endings, regressionFixed, regressionReported } from './notifications.ts'
import { notifyProgress } from './notify-progress.ts'

const typesOf = ({ store }: ReturnType<typeof openUseCases>) =>
  [...store.deliveries.values()].map(({ body }) => body.type)

describe('webhooks are told', () => {
  it('of the start, as soon as it leaves the queue', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    expect(typesOf(cases)).toEqual([])
    await cases.advance(id)
    expect(cases.store.deliveries.get(`bisection.started ${id}`)?.body.data).toMatchObject({ id, target: 'arm64' })
  })

  it('each time that a bisection waits for a person, and why', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    cases.hosts.build = () => Promise.reject(new Error('disk full'))
    await cases.runToEnd(id)
    await resumeBisection(cases.ports, id)
    await cases.runToEnd(id)
    const failed = [...cases.store.deliveries.values()].filter(({ body }) => body.type === 'bisection.failed')
    expect(failed.map(({ body }) => body.data)).toEqual([
      expect.objectContaining({ id, reason: expect.stringContaining('disk full') }),
      expect.objectContaining({ id, reason: expect.stringContaining('disk full') }),
    ])
    expect(cases.queue.deliveries).toEqual([...cases.store.deliveries.keys()])
  })

  it('once of a pause although we died before it was stored', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    cases.hosts.build = () => Promise.reject(new Error('disk full'))
    const update = cases.store.update.bind(cases.store)
    cases.store.update = async (which, changes, together) => {
      if (changes.state === 'paused') throw new Error('killed')
      return await update(which, changes, together)
    }
    await expect(cases.runToEnd(id)).rejects.toThrow('killed')
    cases.store.update = update
    await cases.advance(id)
    expect(typesOf(cases).filter((type) => type === 'bisection.failed')).toHaveLength(1)
  })

  it('of what their filters let through alone: by the files of the culprit', async () => {
    const cases = openUseCases()
    const range = cases.history.range.bind(cases.history)
    cases.history.range = async (good, bad) =>
      (await range(good, bad)).map((commit) => ({ ...commit, paths: [`mm/${commit.subject}.c`] }))
    cases.store.subscriber = { id: 'w', format: 'standard', filters: { paths: ['mm/c3.c'] } }
    const { id } = await cases.start()
    expect((await cases.runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
    expect(typesOf(cases)).toEqual(['bisection.finished', 'regression.bisected'])
    cases.store.deliveries.clear()
    cases.store.subscriber = { id: 'w', format: 'standard', filters: { paths: ['mm/c2.c'] } }
    await cases.runToEnd((await cases.start()).id)
    expect(typesOf(cases)).toEqual([])
  })

  it('by the architectures of affected targets', async () => {
    const cases = openUseCases()
    cases.store.subscriber = { id: 'w', format: 'standard', filters: { architectures: ['arm'] } }
    const { id } = await cases.start({ alsoTest: [{ architecture: 'arm' }] })
    await cases.runToEnd(id)
    expect(typesOf(cases)).toEqual(['bisection.finished', 'regression.bisected'])
  })
})

describe('a second bisection that names the culprit of a known regression', () => {
  /** Two requests, of which the second is about the regression of the first. */
  async function again(
    format: WebhookFormat,
    second: Parameters<ReturnType<typeof openUseCases>['start']>[0] = {},
    change?: (cases: ReturnType<typeof openUseCases>) => void,
  ) {
    const cases = openUseCases()
    cases.store.subscriber = { id: 'w', format, filters: {} }
    cases.ports.surroundings.messageText = (_format, body) => JSON.stringify(body)
    const { id: first } = await cases.start()
    await cases.runToEnd(first)
    const found = await cases.store.findRegression({ bisectionId: first })
    cases.store.deliveries.delete(`bisection.started ${first}`)
    change?.(cases)
    const { id } = await cases.start({ good: 'c1', ...second })
    cases.store.findRegression = async () => found
    await cases.runToEnd(id)
    const told = [...cases.store.deliveries.values()].map(({ body }) => body)
    return { first, id, found, told }
  }
  const count = (told: readonly WebhookBody[], type: WebhookBody['type']) =>
    told.filter((body) => body.type === type).length

  it('tells programs that it ended, with the id of the regression, and of the culprit once', async () => {
    const { first, id, found, told } = await again('standard')
    const finished = told.filter((body) => body.type === 'bisection.finished').map(({ data }) => data)
    expect(finished).toMatchObject([
      { id: first, regressionId: found?.id },
      { id, regressionId: found?.id },
    ])
    expect(count(told, 'regression.bisected')).toBe(1)
  })

  it.each(webhookFormats.filter((format) => format !== 'standard'))('tells people nothing anew: %s', async (format) => {
    const { told } = await again(format)
    expect(count(told, 'bisection.finished')).toBe(1)
    expect(count(told, 'regression.bisected')).toBe(1)
  })

  it('tells people of further targets that it breaks, once', async () => {
    const { told } = await again('slack', { target: { architecture: 'arm' } })
    expect(count(told, 'bisection.finished')).toBe(2)
    expect(count(told, 'regression.bisected')).toBe(2)
  })

  it('tells people that it is proved otherwise', async () => {
    const { told } = await again('slack', {}, ({ hosts }) => {
      const { boot } = hosts
      hosts.boot = async (task) => (task.source.includes('~') ? failing(panic) : await boot(task))
    })
    const labels = told.flatMap((body) => (body.type === 'regression.bisected' ? [body.data.label] : []))
    expect(labels).toEqual(['confirmed', 'probable'])
  })
})

describe('what filters look at', () => {
  const clock = { now: () => new Date(0), pageUrl: (id: string) => `https://kbisect.example.org/bisections/${id}` }

  it('of a merge is what the commits change that meet in it', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    const record = await cases.runToEnd(id)
    const result = record.result
    if (!result) throw new Error('it is finished')
    const side = (name: string) => ({
      ...{ parent: hashOf('x'), tested: 1, reason: '' },
      commit: { hash: hashOf(name), subject: name, author: 'A <a@example.org>', authoredAt: '' },
    })
    const range = (await cases.store.range(id)).map((commit) => ({ ...commit, paths: [`${commit.subject}.c`] }))
    const merged = { ...result, merge: { sides: [side('c1'), side('c2')] } }
    const withoutOwn = range.map(({ paths, ...commit }) => (commit.subject === 'c3' ? commit : { ...commit, paths }))
    const [finished] = endings(clock, record, merged, withoutOwn, undefined)
    expect(await finished?.paths?.()).toEqual(['c1.c', 'c2.c'])
  })

  it('are told with the pages of culprit and fix, by the template of the tree', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    const record = await cases.runToEnd(id)
    const culprit = record.result?.culprit
    const found = await cases.store.findRegression({ bisectionId: id })
    if (!record.result || !culprit || !found) throw new Error('it is finished')
    const pageOf = (hash: string) => `https://git.example.org/c/${hash}`
    const linked = { ...record, tree: { ...record.tree, commitUrl: pageOf('{hash}') } }
    const bodies = endings(clock, linked, record.result, [], { id: 'r1', bisectionId: id }).map(({ body }) => body.data)
    expect(bodies).toMatchObject([{ culpritUrl: pageOf(culprit.hash) }, { culpritUrl: pageOf(culprit.hash) }])
    expect(endings(clock, record, record.result, [], { id: 'r1', bisectionId: id })[0]?.body.data).toMatchObject({
      culpritUrl: null,
    })
    const fix = hashOf('fix')
    const triage = { state: 'fixed', by: 'joe', why: null, commit: fix, at: '2026-01-01T00:00:00Z' } as const
    const fixed = regressionFixed(clock, { ...found, culprit }, triage, linked, async () => [])
    expect(fixed.body.data).toMatchObject({ culpritUrl: pageOf(culprit.hash), fixUrl: pageOf(fix) })
  })

  it('of a regression that was reported is its own, and its page is its own as long as it has no bisection', async () => {
    const cases = openUseCases()
    const { id } = await cases.start()
    await cases.runToEnd(id)
    const found = await cases.store.findRegression({ bisectionId: id })
    if (!found) throw new Error('it has a regression')
    const reported = { ...found, id: 'r1', bisectionId: null, branch: 'master' }
    expect(regressionReported(clock, reported)).toMatchObject({
      subject: 'r1',
      body: {
        type: 'regression.found',
        data: { regressionId: 'r1', bisectionId: null, url: 'https://kbisect.example.org/regressions/r1' },
      },
      facts: { tree: 'toy', branch: 'master', architectures: ['arm64'] },
    })
    expect(regressionReported(clock, found)).toMatchObject({ subject: id, body: { data: { url: clock.pageUrl(id) } } })
  })
})

describe('progress', () => {
  const told = ({ store }: ReturnType<typeof openUseCases>) =>
    [...store.deliveries.values()].flatMap(({ body }) =>
      body.type === 'bisection.progressed' ? [(body as BisectionProgressed).data.candidatesLeft] : [],
    )
  async function opened() {
    const cases = openUseCases()
    const record = await cases.start()
    let now = Date.UTC(2020, 0, 1)
    const ports = { ...cases.ports, surroundings: { ...cases.surroundings, now: () => new Date(now) } }
    const step = async (seconds: number, candidatesLeft: number, stage: Plan['stage'] = 'narrow') => {
      now += seconds * 1000
      await notifyProgress(ports, record, { stage, candidatesLeft } as Plan)
    }
    return { cases, step }
  }

  it('is told to those who ask for it, and to nobody else', async () => {
    const { cases, step } = await opened()
    await step(0, 9)
    expect(told(cases)).toEqual([])
    cases.store.wantsProgress = true
    await step(0, 9)
    expect(told(cases)).toEqual([9])
  })

  it('is told when something changed, at most every half a minute, and then the latest', async () => {
    const { cases, step } = await opened()
    cases.store.wantsProgress = true
    await step(0, 9)
    await step(10, 5)
    await step(10, 4)
    expect(told(cases)).toEqual([9])
    await step(10, 4)
    await step(60, 4)
    expect(told(cases)).toEqual([9, 4])
    await step(1, 4, 'confirm')
    expect(told(cases)).toEqual([9, 4, 4])
    await step(31, 9)
    await step(31, 4, 'confirm')
    expect(told(cases)).toEqual([9, 4, 4, 9, 4])
  })
})
