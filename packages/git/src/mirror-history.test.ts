import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeHistory } from '@kbisect/testing/suites'
import { afterAll, beforeAll } from 'vitest'
import { openMirror } from './mirror.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-history-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

describeHistory('a git mirror', async (commits, branches) => {
  const directory = mkdtempSync(join(root, 'test-'))
  const source = new SourceRepository(join(directory, 'source'))
  const hashes = new Map<string, string>()
  const hash = (name: string) => hashes.get(name) ?? ''
  const push = async (named: typeof commits) => {
    for (const [name, parents] of named) {
      const before = parents.flatMap((parent) => ['-p', hash(parent)])
      const tree = source.git('hash-object', '-t', 'tree', '-w', '/dev/null')
      hashes.set(name, source.git('commit-tree', tree, ...before, '-m', name))
      source.git('update-ref', branches.includes(name) ? `refs/heads/${name}` : `refs/tags/${name}`, hash(name))
    }
  }
  await push(commits)
  const options = { mirrorsDirectory: join(directory, 'mirrors'), protocols: ['file'] }
  const mirror = openMirror(options, { name: 'tree', url: source.directory })
  await mirror.fetch()
  return { history: mirror, hash, push, pinned: () => mirror.pinned() }
})
