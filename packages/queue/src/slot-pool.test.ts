import type { Worker } from 'bullmq'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Performed, SlotPool } from './slot-pool.ts'

/** A queue of one job that counts how often it was asked. */
class OneJob {
  asked = 0
  #job: object | undefined = { id: 'job' }

  async getNextJob(): Promise<object | undefined> {
    this.asked++
    const job = this.#job
    this.#job = undefined
    return job
  }
}

test('a pool fetches nothing while it may not, and goes on by itself when it may', async () => {
  const source = new OneJob()
  let open = false
  let looked = () => {}
  const look = new Promise<void>((resolve) => (looked = resolve))
  let done = () => {}
  const performed = new Promise<void>((resolve) => (done = resolve))
  const pool = new SlotPool(
    [source as unknown as Worker],
    1,
    async () => {
      done()
      return 'ended'
    },
    (error) => expect.fail(error.message),
    undefined,
    () => {
      looked()
      return open
    },
  )
  await look
  expect(source.asked).toBe(0)
  open = true
  pool.wake()
  await performed
  await pool.stop()
  expect(source.asked).toBeGreaterThan(0)
})

/** A queue to which jobs are added; each takes some time, or is left to another host. */
function startPool(perform: () => Promise<Performed>) {
  vi.useFakeTimers()
  const jobs: object[] = []
  const source = {
    asked: 0,
    getNextJob: async () => {
      source.asked++
      return jobs.shift()
    },
  }
  const idle: string[] = []
  const fail = (error: Error) => expect.fail(error.message)
  const pool = new SlotPool([source as unknown as Worker], 1, perform, fail, () => idle.push('a slot'))
  onTestFinished(async () => {
    vi.useRealTimers()
    await pool.stop()
  })
  const add = () => {
    jobs.push({ id: 'job' })
    pool.wake()
  }
  return { add, idle, source }
}

test('a pool that had no work yet offers its slot to nobody', async () => {
  const { idle } = startPool(async () => 'ended')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(idle).toEqual([])
})

test('a pool offers its slot once, when it found no work for a second', async () => {
  const { add, idle } = startPool(async () => 'ended')
  add()
  await vi.advanceTimersByTimeAsync(900)
  expect(idle).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(idle).toHaveLength(1)
  add()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(idle).toHaveLength(2)
})

test('a pool does not offer its slot as long as each job is followed by the next', async () => {
  let performed = 0
  const { add, idle } = startPool(async () => {
    // oxlint-disable-next-line no-restricted-globals -- of the fake clock
    await new Promise<void>((done) => setTimeout(done, 200))
    performed++
    return 'ended'
  })
  for (let at = 0; at < 20; at++) {
    add()
    await vi.advanceTimersByTimeAsync(1100)
  }
  expect(performed).toBe(20)
  expect(idle).toEqual([])
})

test('a pool that leaves a job to others does not look at its queue until they have', async () => {
  const { add, source } = startPool(async () => 'left')
  for (let at = 1; at <= 10; at++) {
    add()
    await vi.advanceTimersByTimeAsync(0)
    const asked = source.asked
    for (const _ of [1, 2]) {
      add()
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(source.asked).toBe(asked)
    await vi.advanceTimersByTimeAsync(200)
  }
})
