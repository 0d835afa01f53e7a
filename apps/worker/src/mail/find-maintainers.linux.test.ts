import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { maintainers } from '@kbisect/reports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findMaintainers } from './find-maintainers.ts'

let root: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-maintainers-'))
  const archive = readdirSync('/usr/src').find((name) => /^linux-source-.*\.tar\.xz$/.test(name))
  if (archive === undefined) throw new Error('there is no /usr/src/linux-source-*.tar.xz: install linux-source')
  const source = archive.replace('.tar.xz', '')
  const files = [`${source}/scripts/get_maintainer.pl`, `${source}/MAINTAINERS`]
  const args = ['-xJf', join('/usr/src', archive), '-C', root, '--strip-components=1', '--occurrence=1', ...files]
  const { exitCode, stderr } = await run({ file: 'tar', args })
  if (exitCode !== 0) throw new Error(`tar failed: ${stderr}`)
}, 600_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the program of real Linux answers in the sandbox, and all that it says is understood', async () => {
  const patch = ['mm/cma.c', 'arch/x86/kernel/setup.c']
    .map((path) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`)
    .join('')
  const file = async (_commit: string, path: string) => {
    try {
      return readFileSync(join(root, path))
    } catch {
      return undefined
    }
  }
  const answer = await findMaintainers({
    mirror: { file, diff: async () => patch },
    ...{ tree: 'b'.repeat(40), culprit: 'c'.repeat(40), workDirectory: join(root, 'work') },
    ...{ sandboxMode: 'bwrap', signal: new AbortController().signal },
  })
  const output = 'output' in answer ? answer.output : answer.problem
  const people = maintainers(output)
  expect(people).toHaveLength(output.trim().split('\n').length)
  expect(people).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        address: 'linux-mm@kvack.org',
        reason: 'get_maintainer.pl: open list:MEMORY MANAGEMENT',
      }),
      expect.objectContaining({
        address: 'x86@kernel.org',
        reason: 'get_maintainer.pl: maintainer:X86 ARCHITECTURE (32-BIT AND 64-BIT)',
      }),
    ]),
  )
})
