import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { useProblems } from './errors-plugin.ts'
import { refuseWhenFull } from './refuse-when-full.ts'

async function answersOf(freeBytes: number): Promise<Record<string, number>> {
  const app = Fastify()
  useProblems(app)
  const space = { place: '/state', freeBytes, reserveBytes: 100, low: freeBytes < 100 }
  refuseWhenFull(app, { freeSpace: async () => space })
  const routes = [
    ['GET', '/bisections'],
    ['POST', '/bisections'],
    ['POST', '/bisections/preview'],
    ['POST', '/bisections/:id/cancel'],
    ['DELETE', '/bisections/:id'],
    ['POST', '/trees'],
    ['PATCH', '/trees/:name'],
  ] as const
  for (const [method, url] of routes) app.route({ method, url, handler: async () => ({}) })
  const answers = await Promise.all(
    routes.map(async ([method, url]) => {
      const { statusCode } = await app.inject({ method, url: url.replace(/:\w+/, 'x') })
      return [`${method} ${url}`, statusCode] as const
    }),
  )
  await app.close()
  return Object.fromEntries(answers)
}

test('the API takes every request while there is room', async () => {
  expect(new Set(Object.values(await answersOf(100)))).toEqual(new Set([200]))
})

test('the API refuses changes below the reserve, but not what gives space back or only asks', async () => {
  expect(await answersOf(99)).toEqual({
    'GET /bisections': 200,
    'POST /bisections': 507,
    'POST /bisections/preview': 200,
    'POST /bisections/:id/cancel': 200,
    'DELETE /bisections/:id': 200,
    'POST /trees': 507,
    'PATCH /trees/:name': 507,
  })
})

test('the answer names the place, what is free, the setting, and when to try again', async () => {
  const app = Fastify()
  useProblems(app)
  refuseWhenFull(app, { freeSpace: async () => ({ place: '/state', freeBytes: 0, reserveBytes: 2 ** 31, low: true }) })
  app.post('/trees', async () => ({}))
  const answer = await app.inject({ method: 'POST', url: '/trees' })
  expect(answer.headers['retry-after']).toBe('60')
  expect(answer.json()).toMatchObject({
    type: 'urn:kbisect:disk-nearly-full',
    title: 'Insufficient storage',
    detail: expect.stringMatching(/0\.00 GiB are free at \/state.*KBISECT_DISK_RESERVE_BYTES/),
  })
  await app.close()
})
