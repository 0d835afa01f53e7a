import { expect, test } from 'vitest'
import { requireSameOrigin } from './same-origin.ts'

function passes(method: string, headers: Record<string, string>): boolean {
  try {
    requireSameOrigin({ method, headers: { host: 'localhost:8470', ...headers } }, 'https://kb.example')
    return true
  } catch {
    return false
  }
}

test.each<[boolean, string, Record<string, string>]>([
  [true, 'GET', { 'sec-fetch-site': 'cross-site' }],
  [true, 'POST', { 'sec-fetch-site': 'same-origin' }],
  [true, 'POST', { origin: 'http://localhost:8470' }],
  [true, 'DELETE', { origin: 'https://kb.example' }],
  [false, 'POST', { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8470' }],
  [false, 'POST', { 'sec-fetch-site': 'same-site' }],
  [false, 'POST', { 'sec-fetch-site': 'none' }],
  [false, 'POST', { origin: 'http://localhost:9000' }],
  [false, 'DELETE', { origin: 'https://evil.example' }],
  [false, 'POST', { origin: 'null' }],
  [false, 'POST', {}],
])('%s for %s with %j', (answer, method, headers) => {
  expect(passes(method, headers)).toBe(answer)
})
