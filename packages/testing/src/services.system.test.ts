import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startTestServices } from './services.ts'

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })
}

test('two sets of services live side by side, and leave nothing when they stop', async () => {
  const [one, other] = await Promise.all([startTestServices(), startTestServices()])
  const urls = [one.databaseUrl, one.redisUrl, other.databaseUrl, other.redisUrl]
  expect(new Set(urls.map((url) => new URL(url).port)).size).toBe(4)
  expect(await Promise.all(urls.map(answers))).toEqual([true, true, true, true])
  await Promise.all([one.stop(), other.stop()])
  expect(await Promise.all(urls.map(answers))).toEqual([false, false, false, false])
  expect(existsSync(one.directory)).toBe(false)
})
