import { expect, test } from 'vitest'
import { regressionTitle } from './format-regression.ts'

const about = { test: 'boot', target: 'arm64' } as const
const text = 'no-root: VFS: Unable to mount root fs on unknown-block(N,N)'
const line = 'VFS: Unable to mount root fs on unknown-block(0,0)'

test.each([
  ['the line that the kernel printed', { kind: 'no-root', text, line }, line],
  ['the signature where no line was kept', { kind: 'no-root', text }, text],
  ['what fails where nothing was seen of it', null, 'Booting on arm64 fails'],
])('the title of a regression is %s', (_, signature, title) => {
  expect(regressionTitle({ ...about, signature })).toBe(title)
})
