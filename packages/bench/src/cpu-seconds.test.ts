import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { spentCpuSeconds } from './cpu-seconds.ts'

test('what an ended child spent counts, not what it waited', () => {
  const before = spentCpuSeconds()
  execFileSync(process.execPath, [
    '-e',
    'const end = process.cpuUsage().user + 1e5; while (process.cpuUsage().user < end);',
  ])
  expect(spentCpuSeconds() - before).toBeGreaterThan(0.05)
})
