import { afterEach, expect, test } from 'vitest'
import { OpenStreams } from './open-streams.ts'

const all: OpenStreams[] = []
function openStreams(isActive: (tokenId: string) => Promise<boolean> = async () => true) {
  const streams = new OpenStreams(isActive, { most: 3, mostOfOne: 2, checkSeconds: 3600 })
  all.push(streams)
  return streams
}

afterEach(() => {
  for (const streams of all.splice(0)) streams.close()
})

const by = (tokenId: string | undefined, ip = '127.0.0.1') => ({ tokenId, ip })

test('one token and one address have so many streams, and all together so many', () => {
  const streams = openStreams()
  const first = streams.open(by('a'))
  streams.open(by('a'))
  expect(() => streams.open(by('a'))).toThrow(expect.objectContaining({ status: 429, code: 'too-many-streams' }))
  streams.open(by(undefined, '2001:db8::1'))
  expect(() => streams.open(by('b'))).toThrow(expect.objectContaining({ status: 503, retryAfter: 30 }))
  first.close()
  first.close()
  streams.open(by(undefined, '2001:db8::2'))
  expect(() => streams.open(by(undefined, '2001:db8::3'))).toThrow(expect.objectContaining({ status: 429 }))
})

test('a token that ends takes its streams with it, and no others', async () => {
  const ended = new Set<string>()
  const asked: string[] = []
  const streams = openStreams(async (tokenId) => {
    asked.push(tokenId)
    if (tokenId === 'lost') throw new Error('the database is away')
    return !ended.has(tokenId)
  })
  const [a, again, lost] = [streams.open(by('a')), streams.open(by('a')), streams.open(by('lost'))]
  await streams.check()
  expect(asked.sort()).toEqual(['a', 'lost'])
  expect([a, again, lost].map(({ signal }) => signal.aborted)).toEqual([false, false, false])
  ended.add('a')
  await streams.check()
  expect([a, again, lost].map(({ signal }) => signal.aborted)).toEqual([true, true, false])
  streams.end('lost')
  expect(lost.signal.aborted).toBe(true)
})

test('when the service ends, so do all streams, and none is opened', () => {
  const streams = openStreams()
  const { signal } = streams.open(by('a'))
  streams.close()
  expect(signal.aborted).toBe(true)
  expect(() => streams.open(by('a'))).toThrow(expect.objectContaining({ status: 503 }))
})
