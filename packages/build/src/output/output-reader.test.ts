import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OutputReader } from './output-reader.ts'
import { sizeWords } from './output-refused.ts'

let root: string
let output: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-reader-'))
  output = join(root, 'out')
  mkdirSync(output)
  writeFileSync(join(output, 'file'), 'content')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const reading = (path: string, limits?: { bytes: number; files: number }) =>
  new OutputReader(output, limits).read(path, 1 << 20)

test('the reader reads a plain file, and says what is not there', async () => {
  expect((await reading('file')).toString()).toBe('content')
  await expect(reading('gone')).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each<[string, (path: string) => unknown]>([
  ['a link', (path) => symlinkSync(join(output, 'file'), path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ['a socket', (path) => new Promise<void>((done) => createServer().listen(path, done).unref())],
  ['a directory', (path) => mkdirSync(path)],
  ['a file of 64 GiB without content', (path) => execFileSync('truncate', ['-s', '64G', path])],
])('the reader refuses %s without waiting for it', async (_, make) => {
  await make(join(output, 'odd'))
  await expect(reading('odd')).rejects.toMatchObject({ name: 'OutputRefused', message: expect.stringContaining('odd') })
})

test('the reader refuses a file below a link that leads out, and one beside the output', async () => {
  mkdirSync(join(root, 'secret'))
  writeFileSync(join(root, 'secret/file'), 'hidden')
  symlinkSync(join(root, 'secret'), join(output, 'link'))
  await expect(reading('link/file')).rejects.toMatchObject({ name: 'OutputRefused' })
  await expect(reading('../secret/file')).rejects.toMatchObject({ name: 'OutputRefused' })
})

test.skipIf(process.getuid?.() === 0)('the reader refuses a file that it may not read', async () => {
  chmodSync(join(output, 'file'), 0)
  await expect(reading('file')).rejects.toMatchObject({ name: 'OutputRefused' })
})

test('the reader stops at its sum of bytes and at its number of files', async () => {
  await expect(reading('file', { bytes: 6, files: 9 })).rejects.toMatchObject({ name: 'OutputRefused' })
  const reader = new OutputReader(output, { bytes: 100, files: 2 })
  for (let count = 0; count < 2; count++) await reader.read('file', 100)
  await expect(reader.read('file', 100)).rejects.toMatchObject({ name: 'OutputRefused' })
})

test.each([
  [64 * 2 ** 30, '64 GiB'],
  [5 << 20, '5 MiB'],
  [1.5 * 2 ** 20, '1.5 MiB'],
  [12, '12 bytes'],
])('a size of %d bytes is written as %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
