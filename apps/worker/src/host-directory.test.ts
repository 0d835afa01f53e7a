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
  expect((await claimHostDirectory(directory, 'host')).name).toBe('host-1')
})

it('gives another name while a worker process lives', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', 'worker'])
  await once(other, 'spawn')
  await writeFile(join(directory, 'host-1.pid'), String(other.pid))
  expect((await claimHostDirectory(directory, 'host')).name).toBe('host-2')
  other.kill('SIGKILL')
  await once(other, 'exit')
})

it('takes over what a process that died has claimed', async () => {
  const other = spawn(process.execPath, ['-e', '0'])
  await once(other, 'exit')
  await writeFile(join(directory, 'host-1.pid'), String(other.pid))
  expect((await claimHostDirectory(directory, 'host')).name).toBe('host-1')
})
