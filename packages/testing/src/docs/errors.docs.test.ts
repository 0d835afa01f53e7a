import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { describedCodes, errorPage } from './error-page.ts'
import { findErrorCodes } from './find-error-codes.ts'
import { ROOT } from './markdown-files.ts'

const codes = findErrorCodes()

test('the page describes exactly the codes that the sources name', () => {
  const named = [...codes.keys()]
  expect(named.length).toBeGreaterThan(60)
  expect(describedCodes().sort()).toEqual(named.sort())
})

test('docs/infrastructure-errors.md is what the table of codes says', async () => {
  await expect(errorPage(codes)).toMatchFileSnapshot(resolve(ROOT, 'docs/infrastructure-errors.md'))
})
