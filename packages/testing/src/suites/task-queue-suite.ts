import { resolveTargets, type Task, type TaskQueue, taskKey } from '@kbisect/bisection'
import { architectures } from '@kbisect/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

export interface QueueUnderTest {
  readonly queue: TaskQueue
  /**
   * Has workers take all tasks that wait and are not delayed, and keep them until they are stopped.
   */
  begin(): Promise<void>
  /** Has `host-1` end. */
  end(): Promise<void>
  close?(): Promise<void>
}

const now = { delaySeconds: 0, avoid: [] }
const later = { delaySeconds: 3600, avoid: [] }

const targetOf = (architecture: (typeof architectures)[number]) => {
  const [target] = resolveTargets({ tree: 'toy', good: 'g', bad: 'b', target: { architecture } })
  if (!target) throw new Error(`there is no target for ${architecture}`)
  return target
}
const target = targetOf('arm64')
const build: Task = { kind: 'build', revision: { commit: 'aa' }, target }
const clean: Task = { ...build, clean: true }
const boot: Task = { kind: 'boot', revision: { commit: 'aa' }, target, attempt: 1 }
const again: Task = { ...boot, attempt: 2 }
const reverted: Task = { ...boot, revision: { commit: 'aa', reverted: 'bb' } }

const none = { build: [], boot: [] }

/**
 * Declares what every queue of tasks does.
 * @param open makes an empty one; one host lives, `host-1` with the process `process-1`, has a slot
 * for builds and two for boots of all architectures, and takes nothing
 */
export function describeTaskQueue(name: string, open: () => Promise<QueueUnderTest>): void {
  describe(`a queue of tasks (${name})`, () => {
    let under: QueueUnderTest
    let queue: TaskQueue
    const keysOf = async (id: string) => (await queue.pending(id)).map(({ key }) => key).sort()
    const keys = (...tasks: Task[]) => tasks.map(taskKey).sort()

    beforeEach(async () => {
      under = await open()
      queue = under.queue
    })
    afterEach(() => under.close?.())

    test('holds what waits and what is delayed, for each bisection', async () => {
      for (const task of [build, clean, boot, again]) await queue.enqueue('b1', task, now)
      await queue.enqueue('b1', reverted, later)
      await queue.enqueue('b2', build, now)
      expect(await keysOf('b1')).toEqual(keys(build, clean, boot, again, reverted))
      expect(await keysOf('b2')).toEqual(keys(build))
      expect((await queue.pending('b1')).map(({ seconds }) => seconds)).toEqual(Array(5).fill(undefined))
      expect(await keysOf('b3')).toEqual([])
    })

    test('holds a task once, however often it was added', async () => {
      await queue.enqueue('b1', boot, now)
      await queue.enqueue('b1', boot, { ...now, manual: true })
      await queue.enqueue('b1', boot, later)
      expect(await keysOf('b1')).toEqual(keys(boot))
      await under.begin()
      await queue.enqueue('b1', boot, now)
      expect(await keysOf('b1')).toEqual(keys(boot))
    })

    test('lists tasks in one order, whatever order they came in', async () => {
      for (const task of [build, boot, again, reverted]) await queue.enqueue('b1', task, now)
      for (const task of [reverted, again, boot, build]) await queue.enqueue('b2', task, now)
      expect(await queue.pending('b2')).toEqual(await queue.pending('b1'))
    })

    test('says for how long a worker has had a task', async () => {
      await queue.enqueue('b1', build, now)
      await under.begin()
      await queue.enqueue('b1', boot, later)
      const pending = new Map((await queue.pending('b1')).map(({ key, seconds }) => [key, seconds]))
      expect(pending.get(taskKey(build))).toBeGreaterThanOrEqual(0)
      expect(pending.get(taskKey(boot))).toBeUndefined()
      expect(pending.size).toBe(2)
    })

    test('cancels the tasks of one bisection, also those that run', async () => {
      await queue.enqueue('b1', build, now)
      await queue.enqueue('b2', build, now)
      await under.begin()
      await queue.enqueue('b1', boot, later)
      await queue.enqueue('b2', boot, later)
      await queue.cancel('b1')
      expect([await keysOf('b1'), await keysOf('b2')]).toEqual([[], keys(build, boot)])
      await queue.cancel('never there')
    })

    test('withdraws single tasks, and ignores what is not there', async () => {
      for (const task of [boot, again]) await queue.enqueue('b1', task, now)
      await queue.enqueue('b1', reverted, later)
      await queue.enqueue('b2', boot, now)
      await queue.withdraw('b1', [boot, reverted, build])
      expect([await keysOf('b1'), await keysOf('b2')]).toEqual([keys(again), keys(boot)])
      await queue.enqueue('b1', boot, now)
      expect(await keysOf('b1')).toEqual(keys(boot, again))
    })

    test('withdraws a task that runs', async () => {
      await queue.enqueue('b1', build, now)
      await under.begin()
      await queue.withdraw('b1', [build])
      expect(await keysOf('b1')).toEqual([])
    })

    test('says in its snapshot which bisections wait and which are worked on', async () => {
      await queue.enqueue('b1', build, now)
      await under.begin()
      await queue.enqueue('b2', boot, later)
      const { pending, working } = await queue.snapshot()
      expect([[...pending].sort(), [...working]]).toEqual([['b1', 'b2'], ['b1']])
    })

    test('takes what waits off the idle slots of its architecture, and not what is delayed', async () => {
      const idle = async () => {
        const { idle: slots } = await queue.snapshot()
        expect(await queue.idle('arm64', none)).toMatchObject(slots.arm64)
        return [slots.arm64, slots.arm]
      }
      const free = { build: 1, boot: 2 }
      expect(await idle()).toEqual([free, free])
      await queue.enqueue('b1', build, later)
      await queue.enqueue('b1', boot, later)
      expect(await idle()).toEqual([free, free])
      await queue.enqueue('b1', again, now)
      expect(await idle()).toEqual([{ build: 1, boot: 1 }, free])
      for (const id of ['b2', 'b3']) for (const task of [build, boot]) await queue.enqueue(id, task, now)
      expect(await idle()).toEqual([{ build: 0, boot: 0 }, free])
    })

    test.each(architectures)('names the hosts that can build and boot %s, until they end', async (architecture) => {
      const hosts = async () => [await queue.hosts('build', architecture), await queue.hosts('boot', architecture)]
      expect(await hosts()).toEqual([['host-1'], ['host-1']])
      expect((await queue.idle(architecture, none)).hosts).toEqual(['host-1'])
      await under.end()
      expect(await hosts()).toEqual([[], []])
      expect(await queue.idle(architecture, none)).toEqual({ build: 0, boot: 0, hosts: [] })
    })

    test('knows a process that lives from one that ended', async () => {
      expect(await queue.lives('process-1')).toBe(true)
      await under.end()
      expect(await queue.lives('process-1')).toBe(false)
    })

    test('takes advances, deliveries and mails at any time, and as often as it is asked', async () => {
      for (const seconds of [0, 0, 60]) {
        await queue.advance('b1', seconds)
        await queue.advance('b1', seconds, 'routine')
        await queue.deliver('d1', seconds)
        await queue.sendMail('m1', seconds)
        await queue.planMails('b1')
      }
      expect(await keysOf('b1')).toEqual([])
      expect((await queue.snapshot()).pending.size).toBe(0)
    })
  })
}
