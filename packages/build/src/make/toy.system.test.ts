import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOY_SOURCES } from '@kbisect/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BuildRequest, build } from '../index.ts'

let root: string
let request: BuildRequest

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-toy-build-'))
  cpSync(TOY_SOURCES, join(root, 'source'), { recursive: true })
  request = {
    target: { architecture: 'arm64', config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: true },
    sourceDirectory: join(root, 'source'),
    outputDirectory: join(root, 'out'),
    logFile: join(root, 'build.log'),
    jobs: 2,
    sandboxMode: 'bwrap',
    deadlineSeconds: 60,
  }
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

async function built(asked = request) {
  const answer = await build(asked)
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.failure))
  return answer
}

function edit(path: string, change: (text: string) => string): void {
  const file = join(request.sourceDirectory, path)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

const timeOf = (path: string): bigint => statSync(join(request.outputDirectory, path), { bigint: true }).mtimeNs

/** Starts a build and stops it once it has compiled an object. */
async function cancelMidway(): Promise<void> {
  const stop = new AbortController()
  const onProgress = ({ objects }: { objects: number }): void => {
    if (objects > 1) stop.abort()
  }
  await expect(build(request, { signal: stop.signal, onProgress })).rejects.toMatchObject({ name: 'BuildCancelled' })
}

test('a build names the files that it was made from, and no others', async () => {
  const inputs = readFileSync((await built()).inputs ?? '', 'utf8').split('\n')
  expect(inputs).toEqual(expect.arrayContaining(['init/main.c', 'include/toy/kernel.h', 'kernel/kernel.lds']))
  expect(inputs).toContain('arch/arm64/mm/init.c')
  expect(inputs).not.toContain('arch/arm64/mm/dma.c')
  expect(inputs.filter((path) => path.startsWith('arch/x86/'))).toEqual([])
})

test('a comment makes no other kernel, and a change does', async () => {
  const { imageDigest } = await built()
  edit('kernel/panic.c', (text) => `/* a comment */\n${text}`)
  expect((await built()).imageDigest).toBe(imageDigest)
  edit('kernel/panic.c', (text) => text.replace('"', '" '))
  expect((await built()).imageDigest).not.toBe(imageDigest)
})

test('after a build was cancelled only what it began is made again, and the kernel is that of a fresh build', async () => {
  await built()
  const untouched = timeOf('lib/inflate.o')
  edit('init/main.c', (text) => `${text}int changed = 1;\n`)
  edit('kernel/printk.c', (text) => `${text}int changed_too = 1;\n`)
  edit('init/initramfs.c', (text) => `${text}int changed_as_well = 1;\n`)
  await cancelMidway()
  expect(existsSync(join(request.outputDirectory, '.kbisect-building'))).toBe(false)
  const { imageDigest } = await built()
  expect(timeOf('lib/inflate.o')).toBe(untouched)
  const fresh = await built({ ...request, outputDirectory: join(root, 'fresh') })
  expect(imageDigest).toBe(fresh.imageDigest)
})

test('a first build that is cancelled leaves nothing half-made', async () => {
  await cancelMidway()
  const { imageDigest } = await built()
  const fresh = await built({ ...request, outputDirectory: join(root, 'fresh') })
  expect(imageDigest).toBe(fresh.imageDigest)
})
