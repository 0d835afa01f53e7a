import { expect, test } from 'vitest'
import { getReachability, isFromService, setReachability, subscribeReachability } from './reachability.ts'

const answer = (status: number, type: string) => ({ status, headers: new Headers({ 'content-type': type }) })

test.each([
  [200, 'text/html', true],
  [500, 'text/plain', true],
  [502, 'text/html', false],
  [503, 'text/html', false],
  [503, 'application/problem+json', true],
  [504, '', false],
])('an answer %i of type %j is from the service: %j', (status, type, expected) => {
  expect(isFromService(answer(status, type))).toBe(expected)
})

test('subscribers are notified when the service is lost and when it is back, and not in between', () => {
  const seen: string[] = []
  const leave = subscribeReachability(() => seen.push(getReachability()))
  for (const state of ['reachable', 'unreachable', 'unreachable', 'reachable'] as const) setReachability(state)
  leave()
  setReachability('unreachable')
  setReachability('reachable')
  expect(seen).toEqual(['unreachable', 'reachable'])
})
