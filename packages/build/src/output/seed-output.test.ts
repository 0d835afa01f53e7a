import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginOutput, endOutput } from './output-directory.ts'
import { seedOutput } from './seed-output.ts'

let parent = ''
let seed = ''
let directory = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'seed-'))
  seed = join(parent, 'arm64-one')
  directory = join(parent, 'arm64-two')
  await beginOutput(seed, { target: 'one', toolchain: 'gcc' })
  await mkdir(join(seed, 'mm'))
  await writeFile(join(seed, 'mm', 'cma.o'), 'object')
  await endOutput(seed)
})
afterEach(() => rm(parent, { recursive: true }))

it('begins with what the other target compiled, and a build goes on from it', async () => {
  await seedOutput(directory, seed, 'gcc')
  await beginOutput(directory, { target: 'two', toolchain: 'gcc' })
  expect(await readFile(join(directory, 'mm', 'cma.o'), 'utf8')).toBe('object')
  expect(await readFile(join(seed, 'mm', 'cma.o'), 'utf8')).toBe('object')
})

it('leaves an output alone that is there already', async () => {
  await beginOutput(directory, { target: 'two', toolchain: 'gcc' })
  await endOutput(directory)
  await seedOutput(directory, seed, 'gcc')
  expect(existsSync(join(directory, 'mm'))).toBe(false)
})

it('does not trust an output that was being written', async () => {
  await beginOutput(seed, { target: 'one', toolchain: 'gcc' })
  await seedOutput(directory, seed, 'gcc')
  expect(existsSync(directory)).toBe(false)
})

it('makes do without a seed that is gone', async () => {
  await rm(seed, { recursive: true })
  await seedOutput(directory, seed, 'gcc')
  expect(existsSync(directory)).toBe(false)
})

it('begins anew where an earlier copy was cut off', async () => {
  await mkdir(`${directory}.seeding`)
  await writeFile(join(`${directory}.seeding`, 'half'), '')
  await seedOutput(directory, seed, 'gcc')
  expect(existsSync(join(directory, 'half'))).toBe(false)
  expect(existsSync(join(directory, 'mm', 'cma.o'))).toBe(true)
})
