import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BenchmarkAnswer } from './benchmark.ts'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

// Whole bisections, side by side with other tests: minutes on a small machine that has nothing else
// to do.
const DEADLINE_SECONDS = 1200
const TIMEOUT = (DEADLINE_SECONDS + 60) * 1000

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-bench-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test(
  'compares kbisect with a script on the toy kernel, and leaves nothing behind',
  async () => {
    expect(existsSync(MAIN), 'npm run build comes first').toBe(true)
    const args = [MAIN, 'demo', '--quick', '--json', '--dir', directory]
    const { exitCode, stdout, stderr } = await run(
      { file: process.execPath, args },
      { deadlineSeconds: DEADLINE_SECONDS },
    )
    expect(exitCode, stderr).toBe(0)
    const { name, rows } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as BenchmarkAnswer
    const value = (row: string) => rows.find((one) => one.row === row)?.value
    expect(name).toBe('demo')
    expect(value('kbisect: right answers')).toBe(3)
    for (const side of ['kbisect', 'git bisect run']) {
      expect(value(`${side}: builds`)).toBeGreaterThan(5)
      expect(value(`${side}: boots`)).toBeGreaterThan(5)
      expect(value(`${side}: wall time`)).toBeGreaterThan(0)
    }
    expect(value('git bisect run / kbisect: wall time')).toBeGreaterThan(0)
    expect(readdirSync(directory)).toEqual([])
  },
  TIMEOUT,
)

test(
  'bisects among faults of the machine, and leaves nothing behind',
  async () => {
    const args = [MAIN, 'verdicts', '--count', '2', '--first', '5', '--faults', '20', '--json', '--dir', directory]
    const { stdout, stderr } = await run({ file: process.execPath, args }, { deadlineSeconds: DEADLINE_SECONDS })
    const { name, rows } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as BenchmarkAnswer
    const value = (row: string) => rows.find((one) => one.row === row)?.value
    expect(name, stderr).toBe('verdicts')
    expect(rows.find(({ row }) => row === 'bisections')).toMatchObject({ value: 2, met: true })
    expect(value('faults injected: boots')).toBeGreaterThan(0)
    expect(value('faults noted by the program')).toBeGreaterThan(0)
    expect(value('git bisect run, one boot each: wrong outcomes')).toBeGreaterThan(0)
    expect(readdirSync(directory)).toEqual([])
  },
  TIMEOUT,
)

test(
  'measures answers, first views, the stream and webhooks on a seeded database, and leaves nothing behind',
  async () => {
    const sizes = ['--bisections', '40', '--runs', '800', '--samples', '5']
    const args = [MAIN, 'api', ...sizes, '--json', '--dir', directory]
    const { stdout, stderr } = await run({ file: process.execPath, args }, { deadlineSeconds: DEADLINE_SECONDS })
    const { name, rows } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as BenchmarkAnswer
    const value = (row: string) => rows.find((one) => one.row === row)?.value
    expect(name, stderr).toBe('api')
    const measured = ['submit', 'overview', 'first view of one bisection', 'fact to browser, by the stream']
    for (const row of measured) expect([row, value(`${row}: median`)]).toEqual([row, expect.any(Number)])
    expect(value('fact to webhook: p99')).toBeGreaterThan(0)
    expect(value('asking every 5 s / stream: median delay')).toBeGreaterThan(1)
    expect(readdirSync(directory)).toEqual([])
  },
  TIMEOUT,
)
