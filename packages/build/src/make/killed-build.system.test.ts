import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, treePids } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BuildAnswer, type BuildRequest, build } from '../index.ts'
import { FakeKernel } from './fake-kernel.fixture.ts'

let root: string
let kernel: FakeKernel

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-killed-'))
  kernel = new FakeKernel(join(root, 'source'))
  // Whoever compiles this waits for the other end of a pipe, and can be killed meanwhile.
  kernel.write('init/main.c', '#include "endless.h"\n')
  await run({ file: 'mkfifo', args: [join(kernel.directory, 'init/endless.h')] })
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

const nameOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return '' // it ended while we looked
  }
}

/**
 * Kills every child of ours with such a name that lives for a while: it waits for the pipe, or for
 * one who does.
 */
function keepKilling(name: string, signal: NodeJS.Signals): NodeJS.Timeout {
  let before: readonly number[] = []
  return setInterval(() => {
    // Before that the build asks the toolchain what it is, in sandboxes too, and on a busy host for
    // long.
    if (!existsSync(join(root, 'out'))) return
    const now = treePids(process.pid).filter((pid) => pid !== process.pid && nameOf(pid) === name)
    for (const pid of now.filter((one) => before.includes(one))) process.kill(pid, signal)
    before = now
  }, 300)
}

async function buildKilling(program: string, signal: NodeJS.Signals, more: Partial<BuildRequest> = {}) {
  const timer = keepKilling(program, signal)
  try {
    return await build({
      target: { architecture: 'x86_64', config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: false },
      sourceDirectory: kernel.directory,
      outputDirectory: join(root, 'out'),
      logFile: join(root, 'build.log'),
      jobs: 2,
      sandboxMode: 'bwrap',
      deadlineSeconds: 60,
      ...more,
    })
  } finally {
    clearInterval(timer)
  }
}

const codeOf = (building: Promise<BuildAnswer>): Promise<string> =>
  building.then(
    (answer) => (answer.kind === 'failed' ? answer.doubt?.code : undefined) ?? answer.kind,
    ({ code }: { code: string }) => code,
  )

test.each<[string, NodeJS.Signals]>([
  ['cc1', 'SIGKILL'],
  ['cc1', 'SIGTERM'],
  ['gcc', 'SIGKILL'],
  ['sh', 'SIGKILL'],
  ['make', 'SIGKILL'],
  ['make', 'SIGTERM'],
])(
  'a build whose %s gets a %s is ambiguous where the host has memory: its makefile can do that too',
  async (program, signal) => {
    expect(await codeOf(buildKilling(program, signal))).toBe('compiler-killed-unconfirmed')
  },
)

test('a build whose sandbox is killed is an infrastructure error', async () => {
  expect(await codeOf(buildKilling('bwrap', 'SIGKILL'))).toBe('compiler-killed')
})

test.each(['cc1', 'gcc', 'ccache'])('a build through ccache whose %s is killed is ambiguous', async (program) => {
  const ccacheDirectory = join(root, 'ccache')
  expect(await codeOf(buildKilling(program, 'SIGKILL', { ccacheDirectory }))).toBe('compiler-killed-unconfirmed')
})

test('a make that is killed without the sandbox takes its compilers with it', async () => {
  expect(await codeOf(buildKilling('make', 'SIGKILL', { sandboxMode: 'none' }))).toBe('compiler-killed-unconfirmed')
})
