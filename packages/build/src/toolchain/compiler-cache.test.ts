import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cacheFiles, prepareCache, trimCache } from './compiler-cache.ts'

vi.mock('./find-toolchains.ts', () => ({ ccacheAvailable: async () => false }))

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-compiler-cache-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a host without ccache leaves a cache as it is', async () => {
  await prepareCache(root)
  writeFileSync(join(cacheFiles(root).objects, 'kept'), '')
  expect(await trimCache(root, '1M', 'bwrap')).toBe(true)
  expect(readdirSync(cacheFiles(root).objects)).toEqual(['kept'])
})
