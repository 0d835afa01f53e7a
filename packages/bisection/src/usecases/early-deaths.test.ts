import { expect, it } from 'vitest'
import { taskKey } from '../model/facts.ts'
import { performTask } from '../work/perform-task.ts'
import { openUseCases } from './use-cases.fixture.ts'

it.each([
  ['build', 'building'],
  ['boot', 'booting'],
] as const)(
  'a %s whose workers die before they begin it pauses its bisection with the fifth death',
  async (kind, words) => {
    const { ports, start, advance, performNext, queue, store, record } = openUseCases()
    const { id } = await start()
    await advance(id)
    if (kind === 'boot') {
      await performNext(id)
      await advance(id)
    }
    const [first] = queue.tasks.values()
    if (first?.task.kind !== kind) throw new Error(`the first task is no ${kind}`)
    const { task } = first
    const reference = { bisectionId: id, revision: task.revision, targetKey: task.target.key, deaths: 1 }
    const attempt = task.kind === 'boot' ? { attempt: task.attempt } : {}
    const host = { name: 'host-1', signal: new AbortController().signal }
    for (let death = 1; death <= 5; death++) {
      expect((await record(id)).state).toBe('running')
      queue.clear()
      await performTask(ports, { ...reference, ...attempt }, host, () => expect.fail('it was begun'))
      await advance(id)
    }
    const faults = (await store.facts(id)).infrastructureErrors.get(taskKey(task)) ?? []
    expect(faults.map(({ code }) => code)).toEqual([
      'worker-died',
      'worker-died',
      'worker-died',
      'worker-died',
      'worker-died',
    ])
    expect(faults[0]?.message).toContain(`before it began ${words}`)
    expect(await record(id)).toMatchObject({
      state: 'paused',
      pauseReason: expect.stringContaining('on unknown host (worker-died)'),
    })
  },
)

it('a task that was done by a worker that lost its lock has no infrastructure error', async () => {
  const { ports, start, advance, performNext, queue, store } = openUseCases()
  const { id } = await start()
  await advance(id)
  const task = await performNext(id)
  if (!task) throw new Error('there was no task')
  const reference = { bisectionId: id, revision: task.revision, targetKey: task.target.key, deaths: 1 }
  queue.advances.length = 0
  await performTask(ports, reference, { name: 'host-2', signal: new AbortController().signal }, () =>
    expect.fail('it was done again'),
  )
  expect((await store.facts(id)).infrastructureErrors.size).toBe(0)
})
