import { expect, test } from 'vitest'
import { openText, sealText } from './sealed-text.ts'
import { keyName, secretBox } from './secret-box.ts'

const key = Buffer.alloc(32, 1)
const other = Buffer.alloc(32, 2)

test('a sealed text opens with its key and for its row alone', () => {
  const sealed = sealText(key, 'whsec_ä', 'row 1')
  expect(sealed).not.toContain('whsec')
  expect(openText(key, sealed, 'row 1')).toBe('whsec_ä')
  expect(openText(key, sealed, 'row 2')).toBeUndefined()
  expect(openText(other, sealed, 'row 1')).toBeUndefined()
  expect(openText(key, '', 'row 1')).toBeUndefined()
})

test('the same text is sealed differently each time, and a changed or shortened one does not open', () => {
  const sealed = sealText(key, 'x'.repeat(40), 'row 1')
  expect(sealText(key, 'x'.repeat(40), 'row 1')).not.toBe(sealed)
  for (let at = 0; at < sealed.length; at++) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    // The last letter of base64url may hold bits that mean nothing.
    if (Buffer.from(changed, 'base64url').equals(Buffer.from(sealed, 'base64url'))) continue
    expect(openText(key, changed, 'row 1')).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length += 7) {
    expect(openText(key, sealed.slice(0, length), 'row 1')).toBeUndefined()
  }
})

test('a box seals with its first key and opens what any of its keys sealed', () => {
  const before = secretBox([key]).seal('whsec_a', 'row 1')
  const box = secretBox([other, key])
  expect(box.open(before, 'row 1')).toBe('whsec_a')
  expect(box.isCurrent(before)).toBe(false)
  const now = box.seal('whsec_a', 'row 1')
  expect(box.isCurrent(now)).toBe(true)
  expect(secretBox([other]).open(now, 'row 1')).toBe('whsec_a')
})

test('a box opens what was stored before there were keys', () => {
  expect(secretBox([key]).open('whsec_plain', 'row 1')).toBe('whsec_plain')
  expect(secretBox([key]).isCurrent('whsec_plain')).toBe(false)
})

test('an error names the key that is missing and what to do, and shows neither key nor secret', () => {
  const sealed = secretBox([key]).seal('whsec_a', 'row 1')
  const caught = (() => {
    try {
      return secretBox([other]).open(sealed, 'row 1')
    } catch (error) {
      return error
    }
  })()
  expect(caught).toMatchObject({
    code: 'secrets-key-missing',
    message: `a stored secret is sealed with the key ${keyName(key)}, and the keys here are: ${keyName(other)}`,
    hint: expect.stringContaining('KBISECT_SECRETS_KEY'),
  })
  expect(String(caught)).not.toContain(sealed.slice(20))
  expect(() => secretBox([]).open(sealed, 'row 1')).toThrow('keys here are: none')
  expect(() => secretBox([]).seal('x', 'row 1')).toThrow('this process has no key')
})
