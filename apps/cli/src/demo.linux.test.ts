import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { readSettings, serviceToken } from '@kbisect/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoAnswer } from './demo/demo-answer.ts'

// The whole way on real Linux: from the kernel source to the report, by the command of the README.
const DEMO = fileURLToPath(new URL('../../../scripts/demo.mjs', import.meta.url))
const KBISECT = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))
const SECONDS = 5_000

const given = process.env.KBISECT_STATE_DIR
let directory: string
let env: Record<string, string>
let answer: DemoAnswer | undefined

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-demo-'))
  // For root, Postgres runs as another user, who must get through.
  chmodSync(directory, 0o711)
  env = {
    HOME: process.env.HOME ?? '/root',
    KBISECT_STATE_DIR: given ?? join(directory, 'state'),
    // Whoever runs a service of their own keeps its port.
    KBISECT_PORT: '0',
  }
})
afterAll(async () => {
  await run({ file: process.execPath, args: [KBISECT, 'stop'], env }, { deadlineSeconds: 120 })
  rmSync(directory, { recursive: true, force: true })
})

test('the demo finds the commit that broke Linux, and where', async () => {
  const result = await run(
    { file: process.execPath, args: [DEMO, '--json'], env },
    // A test of half an hour must show that it lives.
    { deadlineSeconds: SECONDS, onOutput: (chunk) => process.stderr.write(chunk) },
  )
  expect(result.exitCode, result.stderr).not.toBe(2)
  answer = JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as DemoAnswer
  expect(answer.wrong).toEqual([])
  expect(answer.outcome).toBe('culprit')
  expect(answer.culprit?.hash).toBe(answer.expectedCulprit)
  expect(answer.runs).toBeGreaterThan(0)
  expect(answer.builds).toBeGreaterThan(0)
  expect(result.exitCode).toBe(0)
})

// One kernel is built for it: a minute or two.
test('its reproduce.sh shows the failure to whoever downloads it', async () => {
  const page = new URL(answer?.url ?? '')
  const headers = { authorization: `Bearer ${serviceToken(readSettings(env))}` }
  const script = await fetch(`${page.origin}/api/v1${page.pathname}/reproduce.sh`, { headers })
  expect(script.status).toBe(200)
  const file = join(directory, 'reproduce.sh')
  writeFileSync(file, await script.text())
  const result = await run(
    { file: 'sh', args: [file], env: { ...env, WORK: join(directory, 'reproduce') } },
    { deadlineSeconds: SECONDS, onOutput: (chunk) => process.stderr.write(chunk) },
  )
  expect(result.exitCode, result.stderr).toBe(0)
  expect(result.stdout).toContain('REPRODUCED in boot 1')
  expect(result.stdout).not.toContain('Note:')
})
