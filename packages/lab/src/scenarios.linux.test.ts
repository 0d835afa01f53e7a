import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabOf } from './create-lab.ts'
import { git } from './fast-import.ts'
import type { Lab } from './lab.ts'
import { editedPaths, planHistory } from './plan-history.ts'
import { scenarios } from './scenarios/index.ts'
import { DEFAULT_SOURCE, sourceEntries } from './source.ts'

const originals = new Map<string, string>()
let directory = ''

// Only what a scenario edits: its whole history with next to nothing in it.
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kbisect-scenarios-'))
  const wanted = new Set(scenarios.flatMap((scenario) => [...editedPaths(scenario)]))
  for await (const { path, content } of sourceEntries(DEFAULT_SOURCE)) {
    if (!wanted.has(path)) continue
    originals.set(path, content.toString())
    const file = join(directory, 'source', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}, 300_000)

afterAll(() => rm(directory, { recursive: true, force: true }))

/**
 * Whether git can revert the culprit on the bad revision; of a merge, what it brought to its first
 * parent.
 */
async function revert({ repository, culprit, bad }: Lab): Promise<'passed' | 'conflict'> {
  const worktree = join(repository, 'worktree')
  await git(repository, ['worktree', 'add', '--quiet', '--detach', worktree, bad])
  const parents = (await git(repository, ['rev-parse', `${culprit.hash}^@`])).split('\n')
  const mainline = parents.length > 1 ? ['--mainline', '1'] : []
  const args = ['-C', worktree, 'revert', '--no-commit', ...mainline, culprit.hash]
  const { exitCode, stderr } = await run({ file: 'git', args, env: { LC_ALL: 'C.UTF-8' } })
  if (exitCode !== 0) expect(stderr).toContain('could not revert')
  return exitCode === 0 ? 'passed' : 'conflict'
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('the scenario %s', (name, scenario) => {
  it("fits the distribution's source, with the culprit between good and bad", () => {
    const history = planHistory(scenario, originals)
    expect(history.good).toBeLessThan(history.culprit)
    expect(history.commits.length - history.culprit).toBeGreaterThanOrEqual(20)
  })

  it(`has a culprit whose revert on the bad revision ends as known: ${scenario.answer.revert}`, async () => {
    const lab = await createLabOf(scenario, { repository: join(directory, name), source: join(directory, 'source') })
    expect(await revert(lab)).toBe(scenario.answer.revert)
  })
})
