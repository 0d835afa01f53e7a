import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// What a page shows comes when it comes: an assertion on what is there at this moment holds on a
// fast machine and fails on a busy one.
const atOnce =
  /expect\(\s*await (?:(?!expect|await)[^;])*?\.(?:textContent|innerText|count|getAttribute|inputValue|isVisible|isChecked|isDisabled|isEnabled|allTextContents|allInnerTexts|title)\([^)]*\)[\s,)]/g

/** What a test asserts of a page without waiting for it. */
function impatient(text: string): string[] {
  return [...text.matchAll(atOnce)].map(([found]) => found)
}

test('no test of a page asserts what is there at this moment', () => {
  const files = ['apps/dashboard/src', 'apps/api/src', 'apps/cli/src'].flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.system.test.ts'))
      .map((name) => join(directory, name)),
  )
  expect(files.length).toBeGreaterThan(20)
  const found = files.flatMap((file) => impatient(readFileSync(file, 'utf8')).map((words) => `${file}: ${words}`))
  expect(found, 'Write: await expect.poll(() => locator.textContent()).toContain(…)').toEqual([])
})

test('an assertion that does not wait is found, one that polls is not', () => {
  expect(impatient("expect(await row.getByRole('link').count()).toBe(2)")).toHaveLength(1)
  expect(impatient("expect(await row.getAttribute('href'), name).toBe(2)")).toHaveLength(1)
  expect(impatient("await expect.poll(() => row.getByRole('link').count()).toBe(2)")).toEqual([])
})
