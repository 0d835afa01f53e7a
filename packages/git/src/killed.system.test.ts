import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { treePids } from '@kbisect/exec'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let base: string
let root: string
let source: SourceRepository
let mirror: Mirror
let commits: string[]

const FILES = 500
const MOST_TRIES = 60

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'kbisect-killed-'))
  source = new SourceRepository(join(base, 'source'))
  const tree = (round: number) =>
    Object.fromEntries(Array.from({ length: FILES }, (_, at) => [`d${at % 50}/f${at}`, `${round} ${at}\n`.repeat(60)]))
  commits = [1, 2, 3].map((round) => source.commit(`round ${round}`, tree(round)))
  // A shared clone is fetched over a transport: slow enough to be killed in the middle.
  source.git('clone', '-q', '--shared', source.directory, join(base, 'shared'))
})

beforeEach(() => {
  root = mkdtempSync(join(base, 'test-'))
  const options = { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] }
  mirror = openMirror(options, { name: 'tree', url: join(base, 'shared') })
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 3 }))

/** Processes of git in this one, with the words of their command lines. */
function gits(): { pid: number; words: string[] }[] {
  return treePids(process.pid).flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return /(^|\/)git[^/]*$/.test(words[0] ?? '') ? [{ pid, words }] : []
    } catch {
      return [] // it ended while we looked
    }
  })
}

/**
 * Starts the work and kills git in it when a command of git was seen so many times; returns whether
 * that made it fail.
 */
async function interrupted(work: () => Promise<unknown>, command: string, times: number): Promise<boolean> {
  let over = false
  const ended = work()
    .then(
      () => false,
      () => true,
    )
    .finally(() => (over = true))
  for (let seen = 0; seen < times && !over; await turn())
    if (gits().some(({ words }) => words.includes(command))) seen++
  for (const { pid } of gits()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // ended by itself
    }
  }
  return await ended
}

test('a fetch killed at any moment leaves no mirror or a whole one, and the next goes on', async () => {
  let failures = 0
  // How long git takes differs from machine to machine: tries go on until the kill has hit it
  // twice.
  for (let tries = 0; failures < 2 && tries < MOST_TRIES; tries++) {
    if (await interrupted(() => mirror.fetch(), 'fetch', 1 + (tries % 4) * 3)) failures++
    else rmSync(join(root, 'mirrors'), { recursive: true })
  }
  expect(failures).toBe(2)
  await mirror.fetch()
  expect(await mirror.resolve('main')).toBe(commits[2])
  expect(source.git('--git-dir', join(root, 'mirrors/tree.git'), 'fsck', '--full', '--no-dangling')).toBe('')
  expect(readdirSync(join(root, 'mirrors')).filter((name) => name.startsWith('.new~'))).toEqual([])
})

test('a checkout killed at any moment is fixed by the next, and no file is torn', async () => {
  await mirror.fetch()
  const directory = join(root, 'worker')
  const worktree = mirror.worktree(directory)
  let failures = 0
  for (let at = 0; failures < 2 && at < MOST_TRIES; at++) {
    const commit = commits[at % 3] ?? ''
    if (await interrupted(() => worktree.checkout({ commit }), 'checkout', 1 + (at % 4))) failures++
    const next = commits[(at + 1) % 3] ?? ''
    await worktree.checkout({ commit: next })
    const against = ['--git-dir', join(root, 'mirrors/tree.git'), '--work-tree', directory]
    source.git(...against, 'read-tree', next)
    expect(source.git(...against, 'diff-files', '-p')).toBe('')
  }
  expect(failures).toBe(2)
})
