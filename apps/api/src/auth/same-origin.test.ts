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
  [true, 'GET', {}],
  [true, 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  [true, 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  [true, 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  [false, 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  [false, 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  [false, 'HEAD', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  [false, 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
  [false, 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
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
