import { DEFAULT_GUEST_MEGABYTES } from '@kbisect/boot'
import { DEFAULT_MEMORY_MEGABYTES } from '@kbisect/contracts'
import { expect, test } from 'vitest'

// A target leaves the default out, and the boot fills it in.
test('a guest of which a request says nothing has the memory that the request takes for the default', () => {
  expect(DEFAULT_GUEST_MEGABYTES).toBe(DEFAULT_MEMORY_MEGABYTES)
})
