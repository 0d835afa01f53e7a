import { expect, test } from 'vitest'
import { isPagePath } from './dashboard.ts'

test.each(['/', '/new', '/trees/linux-6.1.y', '/bisections/abc', '/trees/a.js'])('%s is a page', (path) => {
  expect(isPagePath(path)).toBe(true)
})

test.each(['/favicon.svg', '/theme.js', '/assets/index-1.js', '/assets/gone'])('%s is a file, there or not', (path) => {
  expect(isPagePath(path)).toBe(false)
})
