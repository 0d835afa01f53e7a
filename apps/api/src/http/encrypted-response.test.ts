import { expect, test } from 'vitest'
import { openAnswer, sealAnswer } from './encrypted-response.ts'

const secret = Buffer.alloc(32, 1)

test('an answer is read with the secret that sealed it, and with no other', () => {
  const sealed = sealAnswer(secret, '{"token":"kb_ä"}')
  expect(sealed).not.toContain('kb_')
  expect(openAnswer(secret, sealed)).toBe('{"token":"kb_ä"}')
  expect(openAnswer(Buffer.alloc(32, 2), sealed)).toBeUndefined()
})

test('the same answer is sealed differently each time, and a changed one is nothing', () => {
  const sealed = sealAnswer(secret, 'x')
  expect(sealAnswer(secret, 'x')).not.toBe(sealed)
  expect(openAnswer(secret, `${sealed.slice(0, -4)}AAAA`)).toBeUndefined()
  expect(openAnswer(secret, '')).toBeUndefined()
})
