import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { treeActivity } from './tree-activity.ts'

let tree: ChildProcess | undefined
afterEach(() => {
  if (tree?.pid !== undefined) process.kill(-tree.pid, 'SIGKILL')
})

/** Starts a shell in a group of its own; returns its pid once it has printed something. */
async function shell(script: string): Promise<number> {
  tree = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  await once(tree.stdout as NodeJS.ReadableStream, 'data')
  return tree.pid ?? 0
}

const COUNT = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'

test('a tree that sleeps wants nothing, and the CPU time of its ended children counts', async () => {
  const pid = await shell(`sh -c '${COUNT}'; sh -c 'echo ready; exec sleep 600' & wait`)
  // The shell may not have come to its wait yet.
  await vi.waitFor(async () => expect(await treeActivity(pid)).toMatchObject({ processes: 2, wanting: 0 }), 5000)
  expect((await treeActivity(pid)).cpuSeconds).toBeGreaterThan(0)
})

test('each process that spins wants a CPU', async () => {
  const pid = await shell('spin() { while :; do :; done; }; spin & spin & echo ready; wait')
  await vi.waitFor(async () => expect(await treeActivity(pid)).toMatchObject({ processes: 3, wanting: 2 }), 5000)
})

test('a process that is gone did nothing', async () => {
  expect(await treeActivity(2 ** 30)).toEqual({ processes: 0, cpuSeconds: 0, wanting: 0 })
})
