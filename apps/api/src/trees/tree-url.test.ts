import { expect, test } from 'vitest'
import { checkTreeUrl } from './tree-url.ts'

test.each([
  ['https://user:word@example.org/x', 'https://user:***@example.org/x'],
  ['https://user:a:b@example.org/x', 'https://user:***@example.org/x'],
])('the refusal of %s hides the whole password', (url, value) => {
  expect(() => checkTreeUrl(url, ['https'])).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: 'url', value })] }),
  )
})
