import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMirror } from '@kbisect/git'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { createSmallRepository } from '../small-repository.fixture.ts'
import { endWithClient } from './client-signal.ts'

test('questions to git end when the client that asked has gone', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kbisect-client-'))
  createSmallRepository(join(root, 'source'))
  const options = { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] }
  const mirror = openMirror(options, { name: 'small', url: join(root, 'source') })
  await mirror.fetch()
  const app = Fastify()
  endWithClient(app)
  const client = new AbortController()
  const ended = new Promise<unknown>((resolve) => {
    app.get('/', async () => {
      try {
        for (;;) {
          await mirror.refs('', 1)
          await mirror.resolve('main')
          client.abort()
        }
      } catch (error) {
        resolve(error)
        return 'over'
      }
    })
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await expect(fetch(url, { signal: client.signal })).rejects.toThrow(/abort/i)
  expect(await ended).toMatchObject({ code: 'client-gone' })
  expect(await mirror.refs('', 1)).toHaveLength(1)
  await app.close()
  rmSync(root, { recursive: true, force: true })
})
