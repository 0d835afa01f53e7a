import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '@kbisect/contracts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findSeed, outputName } from './find-warm-build.ts'

const target = (architecture: Target['architecture'], key: string): Target => ({
  key: key.repeat(16),
  name: architecture,
  architecture,
  config: 'tinyconfig',
  fragments: [],
  toolchain: 'gcc',
  cmdline: '',
  bootable: true,
})

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seeds-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function build(of: Target, age: number): Promise<string> {
  const path = join(directory, outputName(of))
  await mkdir(path)
  await utimes(path, age, age)
  return path
}

it('is the latest output of the same architecture', async () => {
  await build(target('arm64', 'a'), 100)
  const latest = await build(target('arm64', 'b'), 300)
  await build(target('arm', 'c'), 400)
  expect(await findSeed(directory, target('arm64', 'd'))).toBe(latest)
})

it('is never the target itself, nor a copy that was cut off', async () => {
  const own = target('arm64', 'a')
  await build(own, 100)
  await mkdir(join(directory, `${outputName(target('arm64', 'b'))}.seeding`))
  expect(await findSeed(directory, own)).toBeUndefined()
})

it('does not mistake arm64 for arm', async () => {
  await build(target('arm64', 'a'), 100)
  expect(await findSeed(directory, target('arm', 'b'))).toBeUndefined()
})

it('is nothing where nothing was built yet', async () => {
  expect(await findSeed(join(directory, 'none'), target('arm', 'b'))).toBeUndefined()
})
