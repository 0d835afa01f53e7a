import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inspectInSandbox, readResult } from './inspect-in-sandbox.ts'
import { type InspectionRequest, STARTED } from './inspect-output.ts'

const TOOLCHAIN = { name: 'gcc', architecture: 'x86_64', version: '', prefix: '', complete: true, missing: [] } as const
const LIMITS = { seconds: 60, memoryBytes: 2 ** 31 }

let root: string
let request: InspectionRequest

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-inspect-'))
  const output = join(root, 'out')
  for (const name of ['source', 'out']) mkdirSync(join(root, name))
  request = {
    architecture: 'x86_64',
    source: join(root, 'source'),
    output,
    image: join(output, 'image'),
    config: join(output, '.config'),
    systemMap: join(output, 'System.map'),
    vmlinux: join(output, 'vmlinux'),
    results: join(root, 'results'),
  }
  for (const path of [request.image, request.config, request.systemMap]) writeFileSync(path, 'content\n')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const inspect = (limits = LIMITS, signal?: AbortSignal) =>
  inspectInSandbox(request, TOOLCHAIN, { sandboxMode: 'bwrap', limits, ...(signal ? { signal } : {}) })

test('the child copies what is kept into an empty directory of its own', async () => {
  mkdirSync(request.results)
  writeFileSync(join(request.results, 'left'), '')
  expect(await inspect()).toMatchObject({ kind: 'complete', hasInputs: false, hasDebugInfo: false })
  expect(existsSync(join(request.results, 'left'))).toBe(false)
  expect(readFileSync(join(request.results, 'image'), 'utf8')).toBe('content\n')
})

const ambiguous = { kind: 'exhausted', doubt: { code: 'output-unreadable' } }

test('a child that needs more memory than its limit makes the build ambiguous, not the machine broken', async () => {
  for (let at = 0; at < 32; at++) writeFileSync(join(request.output, `.${at}.cmd`), Buffer.alloc(4 << 20, 'a'))
  expect(await inspect({ ...LIMITS, memoryBytes: 110 << 20 })).toMatchObject(ambiguous)
})

test('a child that does not come to its start is an infrastructure error', async () => {
  await expect(inspect({ ...LIMITS, seconds: 0.001 })).rejects.toMatchObject({ code: 'inspection-failed' })
})

const ended = { ending: 'exit', exitCode: 1, signal: undefined, stdout: '', stderr: STARTED, wallSeconds: 1 } as const

test.each([
  ['took too long', { ...ended, ending: 'deadline', exitCode: undefined, signal: 'SIGKILL' } as const],
  ['ran out of its memory', { ...ended, exitCode: 134 }],
  ['was killed by the limit of its cgroup', { ...ended, exitCode: 137, exceeded: 'memory' } as const],
])('a child that started and %s makes the build ambiguous', (_, result) => {
  expect(readResult(result, LIMITS)).toMatchObject(ambiguous)
})

test.each([
  ['was killed', { ...ended, exitCode: 137 }],
  [
    'was killed together with its sandbox',
    { ...ended, ending: 'signal', exitCode: undefined, signal: 'SIGKILL' } as const,
  ],
  ['could not load its program', { ...ended, stderr: 'node: OpenSSL configuration error' }],
])('a child that %s is an infrastructure error', (_, result) => {
  expect(() => readResult(result, LIMITS)).toThrow(expect.objectContaining({ code: 'inspection-failed' }))
})

test('a child that is cancelled does not go on', async () => {
  await expect(inspect(LIMITS, AbortSignal.abort())).rejects.toMatchObject({ name: 'BuildCancelled' })
})
