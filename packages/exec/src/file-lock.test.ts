import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFile, withLock } from './file-lock.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-lock-'))
  path = join(directory, 'run', 'a.lock')
})
afterEach(() => rmSync(directory, { recursive: true }))

const now = { waitSeconds: 0 }

describe('a lock on a file', () => {
  test('is held by one at a time, and free once it is released', async () => {
    const lock = await lockFile(path, { mode: 'exclusive' })
    expect(await lockFile(path, { mode: 'exclusive', ...now })).toBeUndefined()
    expect(await lockFile(path, { mode: 'shared', ...now })).toBeUndefined()
    await lock?.release()
    const next = await lockFile(path, { mode: 'exclusive', ...now })
    expect(next).toBeDefined()
    await next?.release()
  })

  test('is held by many that share it', async () => {
    const locks = [await lockFile(path, { mode: 'shared', ...now }), await lockFile(path, { mode: 'shared', ...now })]
    expect(locks).not.toContain(undefined)
    expect(await lockFile(path, { mode: 'exclusive', ...now })).toBeUndefined()
    for (const lock of locks) await lock?.release()
  })

  test('is waited for until the wait is cancelled, and then taken by nobody', async () => {
    const lock = await lockFile(path, { mode: 'exclusive' })
    const stop = new AbortController()
    const waits = withLock(path, async () => 'entered', stop.signal)
    stop.abort(new Error('enough'))
    await expect(waits).rejects.toThrow('enough')
    await lock?.release()
    await expect(withLock(path, async () => 'entered', stop.signal)).rejects.toThrow('enough')
    expect(await withLock(path, async () => 'entered')).toBe('entered')
  })

  test('is free again after what was done with it failed', async () => {
    await expect(withLock(path, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    expect(await withLock(path, async () => 42)).toBe(42)
  })

  test('is an infrastructure error where there is no place for it', async () => {
    writeFileSync(join(directory, 'run'), '')
    const refused = { name: 'InfrastructureError', code: 'lock-failed', hint: expect.any(String) }
    await expect(lockFile(path, { mode: 'exclusive' })).rejects.toMatchObject(refused)
  })
})
