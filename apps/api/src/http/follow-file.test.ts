import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { followFile } from './follow-file.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'follow-'))
})
afterEach(() => rm(directory, { recursive: true }))

it('gives what is written until the file is deleted', async () => {
  const path = join(directory, 'console.log')
  await writeFile(path, 'Booting\n')
  const stream = await followFile(path, async () => true)
  if (!stream) throw new Error('no stream')
  const all = text(stream)
  await appendFile(path, 'Linux version\n')
  await appendFile(path, 'Kernel panic\n')
  await rm(path)
  expect(await all).toBe('Booting\nLinux version\nKernel panic\n')
})

it('ends at the end of the file when it is not to follow', async () => {
  const path = join(directory, 'console.log')
  await writeFile(path, 'Booting\n')
  const stream = await followFile(path, false)
  expect(stream && (await text(stream))).toBe('Booting\n')
})

it('knows that a file is not there', async () => {
  expect(await followFile(join(directory, 'none'), async () => true)).toBeUndefined()
})

it('ends with what a writer had written that died and left the file', async () => {
  const path = join(directory, 'console.log')
  await writeFile(path, 'Booting\n')
  let asked = 0
  const stream = await followFile(
    path,
    async () => {
      asked++
      if (asked === 1) await appendFile(path, 'Linux version\n')
      return asked < 3
    },
    1,
  )
  expect(stream && (await text(stream))).toBe('Booting\nLinux version\n')
  expect(asked).toBe(3)
})

it('ends when another writer began the file anew', async () => {
  const path = join(directory, 'console.log')
  await writeFile(path, 'the first worker\n')
  const stream = await followFile(path, async () => true)
  if (!stream) throw new Error('no stream')
  stream.once('data', () => void writeFile(path, ''))
  await expect(stream.toArray()).resolves.toHaveLength(1)
})
