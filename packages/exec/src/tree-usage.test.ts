import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type * as Files from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { treeUsage } from './tree-usage.ts'

/** What was read, and what is said not to be there. */
const proc = vi.hoisted(() => ({ read: [] as string[], hidden: undefined as RegExp | undefined }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>()
  const watched =
    (action: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      const path = String(args[0])
      proc.read.push(path)
      if (proc.hidden?.test(path)) throw Object.assign(new Error(path), { code: 'ENOENT' })
      return await action(...args)
    }
  return { ...real, readFile: watched(real.readFile as never), readdir: watched(real.readdir as never) }
})

/** A shell whose child has a child that has used a CPU, and then waits. */
const TREE = `sh -c 'sh -c "i=0; while [ \\$i -lt 300000 ]; do i=\\$((i+1)); done; echo \\$\\$; exec sleep 600" & wait' & wait`

let tree: ChildProcess
let grandchild: number
beforeEach(async () => {
  tree = spawn('sh', ['-c', TREE], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const [said] = (await once(tree.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  grandchild = Number(said.toString())
  proc.read.length = 0
})
afterEach(() => {
  proc.hidden = undefined
  if (tree.pid !== undefined) process.kill(-tree.pid, 'SIGKILL')
})

test('the CPU seconds of a tree hold those of its last descendant', async () => {
  // In this order: what the descendant uses between the two is in the second.
  const last = await treeUsage(grandchild)
  const all = await treeUsage(tree.pid ?? 0)
  expect(last.cpuSeconds).toBeGreaterThan(0)
  expect(all.cpuSeconds).toBeGreaterThanOrEqual(last.cpuSeconds)
  expect(all.waitedSeconds).toBeGreaterThanOrEqual(last.waitedSeconds)
})

test('nothing is read but what belongs to the tree', async () => {
  await treeUsage(tree.pid ?? 0)
  const pids = new Set(proc.read.map((path) => /^\/proc\/(\d+)\//.exec(path)?.[1]))
  expect(pids).toContain(String(tree.pid))
  expect(pids).toContain(String(grandchild))
  expect(pids).not.toContain(undefined)
  expect(pids).not.toContain(String(process.pid))
  expect(pids.size).toBeLessThanOrEqual(4)
})

test('a kernel that lists no children is asked for parents', async () => {
  const known = await treeUsage(tree.pid ?? 0)
  proc.hidden = /\/children$/
  expect((await treeUsage(tree.pid ?? 0)).cpuSeconds).toBeGreaterThanOrEqual(known.cpuSeconds)
})

test('a process that is gone has used nothing', async () => {
  expect(await treeUsage(2 ** 30)).toEqual({ cpuSeconds: 0, waitedSeconds: 0 })
})
