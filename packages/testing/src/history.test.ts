import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { linearPanic, revertConflicts, tangledMerges } from './plans.ts'

let temporary: string

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'kbisect-history-'))
})

afterAll(() => rmSync(temporary, { recursive: true }))

const directory = (): string => mkdtempSync(join(temporary, 'repository-'))

async function git(repository: string, ...args: string[]) {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
  return await run({ file: 'git', args: ['-C', repository, ...identity, ...args] })
}

test('the same plan gives the same hashes in any directory', async () => {
  const first = await createToyHistory({ directory: directory(), plan: linearPanic })
  const second = await createToyHistory({ directory: directory(), plan: linearPanic })
  expect(second.commits).toEqual(first.commits)
  expect(Object.keys(first.commits)).toHaveLength(linearPanic.commits.length)
})

test('main is the last commit of the plan and every commit has a tag', async () => {
  const history = await createToyHistory({ directory: directory(), plan: linearPanic })
  expect((await git(history.directory, 'rev-parse', 'main', 'culprit')).stdout.trim().split('\n')).toEqual([
    history.hash('late-5'),
    history.hash('culprit'),
  ])
  expect(() => history.hash('nowhere')).toThrow('no commit nowhere')
})

test('git sees the criss-cross and the octopus merge', async () => {
  const history = await createToyHistory({ directory: directory(), plan: tangledMerges })
  const bases = await git(history.directory, 'merge-base', '--all', 'left-2', 'right-2')
  expect(bases.stdout.trim().split('\n').sort()).toEqual([history.hash('left-1'), history.hash('right-1')].sort())
  const parents = await git(history.directory, 'show', '--no-patch', '--format=%P', 'octopus')
  expect(parents.stdout.trim().split(' ')).toHaveLength(3)
})

test('a documentation commit changes no source file', async () => {
  const history = await createToyHistory({ directory: directory(), plan: linearPanic })
  const changed = await git(history.directory, 'diff', '--name-only', 'early-2', 'early-3')
  expect(changed.stdout.trim()).toBe('Documentation/early-3.rst')
})

test('the culprit can be reverted on top of bad, unless its lines were reworked', async () => {
  const revertOn = async (plan: typeof linearPanic) => {
    const history = await createToyHistory({ directory: directory(), plan })
    const worktree = directory()
    await git(history.directory, 'worktree', 'add', '--quiet', '--detach', worktree, plan.bad)
    return await git(worktree, 'revert', '--no-edit', 'culprit')
  }
  expect(await revertOn(linearPanic)).toMatchObject({ exitCode: 0 })
  const conflict = await revertOn(revertConflicts)
  expect(conflict.exitCode).toBe(1)
  expect(conflict.stdout).toContain('CONFLICT')
})
