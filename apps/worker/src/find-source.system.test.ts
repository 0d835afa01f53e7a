import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '@kbisect/build'
import { TOY_SOURCES } from '@kbisect/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBootHost } from './boot-host.ts'
import { noKvm } from './kvm-trust.ts'

let root: string
let files: { systemMap: string; debugInfo: string }
const troubles: unknown[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-find-source-'))
  cpSync(TOY_SOURCES, join(root, 'source'), { recursive: true })
  const fragments = [{ name: 'debug', content: 'CONFIG_DEBUG_INFO=y\n' }]
  const answer = await build({
    target: { architecture: 'arm64', config: 'tinyconfig', fragments, toolchain: 'gcc', bootable: true },
    sourceDirectory: join(root, 'source'),
    outputDirectory: join(root, 'out'),
    logFile: join(root, 'build.log'),
    jobs: 2,
    sandboxMode: 'bwrap',
    deadlineSeconds: 120,
  })
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.failure))
  files = { systemMap: answer.systemMap, debugInfo: answer.debugInfo ?? '' }
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const find = (symbol: string, offset: number, of = files) =>
  openBootHost({
    name: 'host',
    workDirectory: root,
    liveLogsDirectory: root,
    busyboxDirectory: root,
    sandboxMode: 'bwrap',
    kvm: noKvm,
    onTrouble: (error) => troubles.push(error),
  }).findSource({ symbol, offset }, of, 'arm64', new AbortController().signal)

test('the line of a place in a real kernel is found, as its tree has it', async () => {
  const line = await find('panic', 0)
  const [file = '', number] = line?.split(':') ?? []
  expect(file).toBe('kernel/panic.c')
  // Compilers take the line of the brace or of the name above it.
  const lines = readFileSync(join(TOY_SOURCES, file), 'utf8')
    .split('\n')
    .slice(Number(number) - 2, Number(number))
  expect(lines.join('\n')).toContain('panic(')
})

test('what System.map does not know has no line, and that is no trouble', async () => {
  expect(await find('toy_function_of_another_kernel', 8)).toBeUndefined()
  expect(troubles).toEqual([])
})

test('debug information that cannot be read is told and ignored', async () => {
  const debugInfo = join(root, 'nonsense')
  writeFileSync(debugInfo, 'nonsense')
  expect(await find('panic', 0, { ...files, debugInfo })).toBeUndefined()
  expect(troubles).toMatchObject([{ code: 'addr2line-failed' }])
})
