import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BenchmarkAnswer } from '../benchmark.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-bench-soak-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

// The first is a failure that always shows, the culprit in a stretch that does not compile; the second a range where nothing broke.
test('two bisections end rightly while workers die, and nothing is left behind', async () => {
  expect(existsSync(MAIN), 'npm run build comes first').toBe(true)
  const args = [MAIN, 'soak', '--count', '2', '--seed', '1', '--deaths', '10', '--json', '--dir', directory]
  const { exitCode, stdout, stderr } = await run({ file: process.execPath, args }, { deadlineSeconds: 280 })
  expect(exitCode, stderr).toBe(0)
  const { name, rows } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as BenchmarkAnswer
  const value = (row: string, setting: string) => rows.find((one) => one.row === row && one.setting === setting)?.value
  expect(name).toBe('soak')
  expect(value('answers: exact', 'with a regression (1)'), stderr).toBe(1)
  expect(value('answers: none, rightly', 'without a regression (1)'), stderr).toBe(1)
  expect(value('workers killed', '2 bisections')).toBeGreaterThan(0)
  expect(value('faults of our own', '2 bisections')).toBe(0)
  expect(readdirSync(directory)).toEqual([])
})
