import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BuildRequest, build, cacheFiles, emptyCache, measureCache, trimCache } from '../index.ts'
import { FakeKernel } from '../make/fake-kernel.fixture.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-hostile-cache-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

function request(kernel: FakeKernel, more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    target: { architecture: 'x86_64', config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: false },
    sourceDirectory: kernel.directory,
    outputDirectory: join(root, 'out'),
    logFile: join(root, 'build.log'),
    ccacheDirectory: join(root, 'ccache'),
    jobs: 2,
    sandboxMode: 'bwrap',
    deadlineSeconds: 60,
    ...more,
  }
}

const innocent = (): FakeKernel => new FakeKernel(join(root, 'innocent'))

/** A tree whose build does all of this before it compiles. */
function hostile(...recipe: string[]): FakeKernel {
  const kernel = new FakeKernel(join(root, 'hostile'))
  const makefile = readFileSync(join(kernel.directory, 'Makefile'), 'utf8')
  kernel.write('Makefile', `${makefile}\ntinyconfig:\n${recipe.map((line) => `\t${line}\n`).join('')}`)
  return kernel
}

// Says so in the output directory of whatever is compiled, and then compiles something else.
const PREFIX = [
  'mkdir -p $$CCACHE_DIR',
  'printf \'#!/bin/sh\\ntouch prefix-ran\\nexec "$$@"\\n\' > $$CCACHE_DIR/prefix',
  'chmod 755 $$CCACHE_DIR/prefix',
]

test.each([
  ['the directory of the cache', 'printf "prefix_command = $$CCACHE_DIR/prefix\\n" > $$CCACHE_DIR/ccache.conf'],
  ['the file that ccache reads', 'printf "prefix_command = $$CCACHE_DIR/prefix\\n" > $$CCACHE_CONFIGPATH || true'],
  ['its place', 'rm -f $$CCACHE_CONFIGPATH; ln -s $$CCACHE_DIR/prefix $$CCACHE_CONFIGPATH || true'],
])('settings that a build writes to %s are not obeyed by the next build', async (_, line) => {
  await build(request(hostile(...PREFIX, line)))
  const kernel = innocent()
  const answer = await build(request(kernel, { outputDirectory: join(root, 'out-2') }))
  expect(answer.kind).toBe('built')
  expect(existsSync(join(root, 'out-2/prefix-ran'))).toBe(false)
})

test('a clean build begins with an empty output directory and uses no cache', async () => {
  const kernel = innocent()
  const cached = await build(request(kernel))
  const clean = { outputDirectory: join(root, 'clean'), clean: true }
  await build(request(hostile('echo poison > $(O)/left; touch $(O)/tinyconfig'), clean))
  expect(existsSync(join(root, 'clean/left'))).toBe(true)
  const answer = await build(request(kernel, { ...clean, seedDirectory: join(root, 'out') }))
  expect(existsSync(join(root, 'clean/left'))).toBe(false)
  expect(answer).toMatchObject({ kind: 'built', imageDigest: cached.kind === 'built' ? cached.imageDigest : '' })
  expect(readFileSync(join(root, 'build.log'), 'utf8')).not.toContain('ccache')
  expect(readFileSync(join(root, 'build.log'), 'utf8')).toContain('  CC      init/other.o\n')
})

test('a cache that a build filled beyond its size is trimmed, or emptied where ccache cannot', async () => {
  await build(request(hostile('head -c 3000000 /dev/zero > $$CCACHE_DIR/filler; mkdir -m 0 $$CCACHE_DIR/closed')))
  const directory = join(root, 'ccache')
  const before = await measureCache(directory, 'bwrap')
  expect(before === undefined || before > 3_000_000).toBe(true)
  await emptyCache(directory)
  expect(readdirSync(cacheFiles(directory).objects)).toEqual([])
  expect(await trimCache(directory, '1M', 'bwrap')).toBe(true)
  expect(await measureCache(directory, 'bwrap')).toBeLessThan(1_000_000)
})
