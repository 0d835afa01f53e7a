import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimHostDirectory } from './host-directory.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claims-'))
})
afterEach(() => rm(directory, { recursive: true }))

it('gives the same name again after it was released', async () => {
  const first = await claimHostDirectory(directory, 'host')
  expect(first.name).toBe('host-1')
  await first.release()
  const second = await claimHostDirectory(directory, 'host')
  expect(second.name).toBe('host-1')
  await second.release()
})

it('gives each of several workers that start at once a name of its own', async () => {
  const claims = await Promise.all([1, 2, 3].map(() => claimHostDirectory(directory, 'host')))
  expect(claims.map(({ name }) => name).sort()).toEqual(['host-1', 'host-2', 'host-3'])
  await Promise.all(claims.map(({ release }) => release()))
})

it('takes over what a process that was killed has claimed', async () => {
  const other = spawn('flock', [
    '--exclusive',
    '--no-fork',
    join(directory, 'host-1.lock'),
    'sh',
    '-c',
    'echo; exec cat',
  ])
  await once(other.stdout, 'data')
  const second = await claimHostDirectory(directory, 'host')
  expect(second.name).toBe('host-2')
  other.kill('SIGKILL')
  await once(other, 'exit')
  const first = await claimHostDirectory(directory, 'host')
  expect(first.name).toBe('host-1')
  await Promise.all([first, second].map(({ release }) => release()))
})

it('says so when the directory cannot be used', async () => {
  await writeFile(join(directory, 'file'), '')
  await expect(claimHostDirectory(directory, 'file/away')).rejects.toMatchObject({ code: 'lock-failed' })
})
