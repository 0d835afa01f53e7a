import type { Worker } from 'bullmq'
import { expect, test } from 'vitest'
import { SlotPool } from './slot-pool.ts'

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
