import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoAnswer } from './demo/demo-answer.ts'

// The whole way on real Linux: from the kernel source to the report, by the command of the README.
const DEMO = fileURLToPath(new URL('../../../scripts/demo.mjs', import.meta.url))
const SECONDS = 5_000

const given = process.env.KBISECT_STATE_DIR
let directory: string | undefined
beforeAll(() => {
  if (given !== undefined) return
  directory = mkdtempSync(join(tmpdir(), 'kbisect-demo-'))
  // For root, Postgres runs as another user, who must get through.
  chmodSync(directory, 0o711)
})
afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
})

test('the demo finds the commit that broke Linux, and where', async () => {
  const env = {
    HOME: process.env.HOME ?? '/root',
    KBISECT_STATE_DIR: given ?? join(directory ?? '', 'state'),
    // Whoever runs a service of their own keeps its port.
    KBISECT_PORT: '0',
  }
  const result = await run(
    { file: process.execPath, args: [DEMO, '--json', '--stop'], env },
    // A test of half an hour must show that it lives.
    { deadlineSeconds: SECONDS, onOutput: (chunk) => process.stderr.write(chunk) },
  )
  expect(result.exitCode, result.stderr).not.toBe(2)
  const answer = JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as DemoAnswer
  expect(answer.wrong).toEqual([])
  expect(answer.outcome).toBe('culprit')
  expect(answer.culprit?.hash).toBe(answer.expectedCulprit)
  expect(answer.runs).toBeGreaterThan(0)
  expect(answer.builds).toBeGreaterThan(0)
  expect(result.exitCode).toBe(0)
})
