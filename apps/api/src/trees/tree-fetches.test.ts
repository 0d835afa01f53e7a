import type { Tree } from '@kbisect/contracts'
import { createLogger } from '@kbisect/settings'
import { expect, test } from 'vitest'
import type { Dependencies } from '../dependencies.ts'
import { openTreeFetches } from './tree-fetches.ts'

const tree: Tree = {
  ...{ id: 'tree1234', name: 'private', url: 'https://git.example.org/linux.git', hasCredentials: true },
  ...{ createdAt: '2026-03-01T00:00:00Z', fetchedAt: null },
}

/** Fetches that end when the test says so. */
function fakeFetches() {
  const attempts: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  const mirror = {
    fetch: async ({ signal }: { signal: AbortSignal }) => {
      await new Promise<void>((resolve, reject) => {
        attempts.push({ resolve, reject })
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    },
    fetchProgress: async () => undefined,
    remove: async () => undefined,
  }
  const fetches = openTreeFetches({
    store: { trees: { touch: async () => undefined } },
    openMirror: () => mirror,
    surroundings: { now: () => new Date('2026-03-01T00:00:00Z') },
    logger: createLogger({ name: 'api', level: 'silent' }),
  } as unknown as Dependencies)
  return { fetches, attempts }
}

test('a fetch that is under way is repeated with new credentials, and whoever waits gets its end', async () => {
  const { fetches, attempts } = fakeFetches()
  const waiting = fetches.fetch(tree)
  fetches.startAnew(tree)
  expect(attempts).toHaveLength(1)
  attempts[0]?.reject(new Error('the server refuses the password'))
  await expect.poll(() => attempts.length).toBe(2)
  expect(await fetches.status(tree)).toMatchObject({ fetching: true })
  attempts[1]?.resolve()
  await waiting
  expect(await fetches.status(tree)).toMatchObject({ fetching: false, fetchError: null })
})

test('new credentials start a fetch where none is under way, and repeat it once', async () => {
  const { fetches, attempts } = fakeFetches()
  fetches.startAnew(tree)
  const waiting = fetches.fetch(tree)
  attempts[0]?.reject(new Error('the server refuses the password'))
  await expect(waiting).rejects.toThrow('refuses the password')
  expect(attempts).toHaveLength(1)
  expect(await fetches.status(tree)).toMatchObject({ fetchError: 'the server refuses the password' })
})

test('a tree that is deleted is not fetched again', async () => {
  const { fetches, attempts } = fakeFetches()
  fetches.startAnew(tree)
  fetches.startAnew(tree)
  await fetches.forget(tree)
  expect(attempts).toHaveLength(1)
})
