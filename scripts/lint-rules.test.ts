import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-lint-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The rules of this project that a file of such a name and text breaks. */
function broken(name: string, text: string): string[] {
  const file = join(directory, name)
  writeFileSync(file, text)
  const { stdout, status } = spawnSync('node_modules/.bin/oxlint', ['-c', '.oxlintrc.json', '--format=json', file], {
    encoding: 'utf8',
  })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] }
  expect(status).toBe(diagnostics.length > 0 ? 1 : 0)
  return diagnostics.map(({ code }) => code)
}

const globals = 'eslint(no-restricted-globals)'
const imports = 'eslint(no-restricted-imports)'
const properties = 'eslint(no-restricted-properties)'

describe('the lint refuses a test that', () => {
  test.each([
    ['sleeps', 'export const slept = new Promise((done) => setTimeout(done, 5))', globals],
    ['imports a sleep', "export { setTimeout as sleep } from 'node:timers/promises'", imports],
    [
      'imports a sleep by another name',
      "import { setTimeout as sleep } from 'node:timers/promises'\nsleep(5)",
      imports,
    ],
    ['measures time', 'export const began = performance.now()', globals],
    ['sleeps in a page', 'export const slept = (page: Page) => page.waitForTimeout(5)', properties],
  ])('%s', (_, text, rule) => {
    for (const name of ['a.test.ts', 'a.system.test.ts', 'a.test.tsx', 'a.fixture.ts'])
      expect(broken(name, text), name).toEqual([rule])
  })
})

test('the lint lets a test give way to others, and a program wait', () => {
  expect(broken('a.test.ts', "import { setImmediate } from 'node:timers/promises'\nsetImmediate()")).toEqual([])
  expect(broken('a.ts', 'export const slept = new Promise((done) => setTimeout(done, 5))')).toEqual([])
})
