import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeSharedCache, sweepTrees } from './sweep-trees.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-sweep-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), 'x')
}

it('removes what is kept of trees that are gone, and leaves the others alone', async () => {
  for (const path of ['caches/t1/objects/a', 'caches/t2/objects/a', 'builds/t2/out/b', 'builds/old-name/out/b'])
    write(path)
  await sweepTrees([join(root, 'caches'), join(root, 'builds'), join(root, 'none')], async () => ['t1', 't3'])
  expect(readdirSync(join(root, 'caches'))).toEqual(['t1'])
  expect(existsSync(join(root, 'caches/t1/objects/a'))).toBe(true)
  expect(readdirSync(join(root, 'builds'))).toEqual([])
})

it('spares a tree that is added while it looks', async () => {
  write('caches/t1/a')
  await sweepTrees([join(root, 'caches')], async () => {
    write('caches/t2/a')
    return ['t1', 't2']
  })
  expect(readdirSync(join(root, 'caches'))).toEqual(['t1', 't2'])
})

it('removes closed directories and links without following them', async () => {
  write('secret/kept')
  mkdirSync(join(root, 'caches/t2/closed'), { recursive: true })
  write('caches/t2/closed/a')
  mkdirSync(join(root, 'caches/t2/closed/b'), { mode: 0 })
  symlinkSync(join(root, 'secret'), join(root, 'caches/t2/link'))
  symlinkSync(join(root, 'secret'), join(root, 'caches/t4'))
  await sweepTrees([join(root, 'caches')], async () => [])
  expect(readdirSync(join(root, 'caches'))).toEqual([])
  expect(existsSync(join(root, 'secret/kept'))).toBe(true)
})

it('removes the shared cache of older versions and keeps those of the trees', async () => {
  for (const path of ['ccache/0/1/x', 'ccache/ccache.conf', 'ccache/trees-a1/t1/objects/a']) write(path)
  await removeSharedCache(join(root, 'ccache'), 'trees-a1')
  expect(readdirSync(join(root, 'ccache'))).toEqual(['trees-a1'])
  expect(existsSync(join(root, 'ccache/trees-a1/t1/objects/a'))).toBe(true)
})
