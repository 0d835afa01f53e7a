import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory } from './history.ts'
import { type Program, startProgram } from './program.ts'
import type { ToyCommit } from './toy-plan.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram({ workers: 1 })
})

afterAll(() => program?.stop())

// The build of the good revision compiles a driver that panics and leaves a note beside an object
// that no later commit touches. Makefiles read such notes, as kbuild reads `.cmd` files: from then
// on every kernel that is linked in this output directory has that driver.
const POISON = `
$(objtree)/vmlinux: $(objtree)/poison.o
$(objtree)/poison.o: $(autoconf) $(objtree)/lib/string.o
	@sed 's/toy_good(/toy_panic(/' $(srctree)/arch/arm64/mm/init.c > $(objtree)/poison.c
	@$(CC) $(flags) -c -o $@ $(objtree)/poison.c
	@echo 'objects := $$(patsubst %/mm/init.o,$(objtree)/poison.o,$$(objects))' >> $(objtree)/lib/.string.o.cmd
`

const commits: ToyCommit[] = [
  { name: 'c0' },
  ...[1, 2, 3, 4].map((at) => ({ name: `c${at}`, behaviour: { arm64: { say: `step ${at}` } } })),
  { name: 'c5', behaviour: { arm64: 'panic' as const } },
  { name: 'c6', behaviour: { arm: { say: 'step 6' } } },
]

/**
 * The history of {@link commits}, whose first commit leaves something in its output directory;
 * returns hashes by name.
 */
async function poisonedHistory(directory: string): Promise<ReadonlyMap<string, string>> {
  const history = await createToyHistory({ directory, plan: { commits } })
  const who = { GIT_AUTHOR_NAME: 'Toy', GIT_AUTHOR_EMAIL: 'toy@example.org', GIT_AUTHOR_DATE: '1600000000 +0000' }
  const environment = {
    ...{ PATH: process.env.PATH, GIT_DIR: directory, GIT_INDEX_FILE: join(directory, 'poison-index'), ...who },
    ...{ GIT_COMMITTER_NAME: 'Toy', GIT_COMMITTER_EMAIL: 'toy@example.org', GIT_COMMITTER_DATE: '1600000000 +0000' },
  }
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', args, { env: environment, input, encoding: 'utf8' }).trim()
  const makefile = git(['hash-object', '-w', '--stdin'], `${git(['show', 'c0:Makefile'])}\n${POISON}`)
  git(['read-tree', 'c0'])
  git(['update-index', '--cacheinfo', `100644,${makefile},Makefile`])
  const hashes = new Map<string, string>()
  let parent: string | undefined
  for (const { name } of commits) {
    const tree = parent === undefined ? git(['write-tree']) : git(['rev-parse', `${history.hash(name)}^{tree}`])
    parent = git(['commit-tree', tree, '-m', `commit ${name}`, ...(parent === undefined ? [] : ['-p', parent])])
    hashes.set(name, parent)
  }
  git(['update-ref', 'refs/heads/main', parent ?? ''])
  return hashes
}

test('a commit that fails by what an earlier build left in the output directory is never the culprit', async () => {
  const { api, settings } = program
  const directory = join(settings.stateDir, '..', 'poisoned')
  const hashes = await poisonedHistory(directory)
  await api.addTree('poisoned', `file://${directory}`)
  const hash = (name: string): string => hashes.get(name) ?? ''
  const { id } = await api.start({
    tree: 'poisoned',
    ...{ good: hash('c0'), bad: hash('c6'), target: { architecture: 'arm64' }, runs: { boundaries: 1, confirm: 1 } },
  })
  const { result } = await api.ended(id)
  const builds = await api.builds(id)
  const digests = (commit: string) =>
    builds.filter((build) => build.commit === commit).map((build) => build.imageDigest)
  // The test is one: some kernel was built on what the good revision left.
  expect([...hashes.values()].some((commit) => new Set(digests(commit)).size > 1)).toBe(true)
  expect([hash('c5'), undefined]).toContain(result?.culprit?.hash)
  for (const [name, commit] of hashes) if (name !== 'c5') expect(result?.culprit?.hash).not.toBe(commit)
})
