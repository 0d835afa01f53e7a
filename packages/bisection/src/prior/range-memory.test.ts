import type { Target } from '@kbisect/contracts'
import { describe, expect, it } from 'vitest'
import type { BuildFact, Facts, RangeCommit } from '../model/facts.ts'
import { noopsOf, RangeMemory } from './range-memory.ts'

const target = { key: 'k', name: 'arm64' } as Target

const commit = (hash: string, paths: readonly string[]): RangeCommit => ({
  ...{ hash, parents: ['base'], paths, subject: hash },
  ...{ committedAt: 0, authoredAt: 0, authorName: 'A', authorEmail: 'a@example.org' },
})

const built = (name: string, digest: string): BuildFact => ({
  ...{ revision: { commit: name }, targetKey: 'k', result: 'built', signature: null, imageDigest: name },
  ...{ toolchain: 'gcc', toolchainId: '12', droppedSymbols: [], commands: [], worker: 'w', seconds: 1 },
  artifacts: [{ name: 'inputs', digest, bytes: 1 }],
})

const facts: Facts = {
  ...{ runs: [], infrastructureErrors: new Map(), overrides: [], reruns: [] },
  builds: [built('good', 'list-of-good'), built('bad', 'list-of-bad')],
}

// Enough of each kind for a list to be believed.
const common = ['init/main.c', 'kernel/fork.c', 'lib/string.c', 'mm/slub.c', 'include/linux/mm.h']
const lists: Record<string, string> = {
  'list-of-good': [...common, ''].join('\n'),
  'list-of-bad': [...common, 'drivers/base/new.c', ''].join('\n'),
}

function artifacts() {
  const unreadable = new Set<string>()
  const readText = async (digest: string): Promise<string> => {
    const text = lists[digest]
    if (text === undefined || unreadable.has(digest)) throw new Error(`${digest} cannot be read`)
    return text
  }
  return { unreadable, readText }
}

const remembered = () =>
  new RangeMemory().range('b1', async () => [
    commit('driver', ['drivers/base/new.c']),
    commit('elsewhere', ['drivers/gpu/other.c']),
  ])

describe('a list of inputs that cannot be read', () => {
  it('is not taken for an empty one: nothing is predicted, and it is read again', async () => {
    const memory = await remembered()
    const store = artifacts()
    store.unreadable.add('list-of-bad')
    expect(await noopsOf(memory, store, facts, target)).toEqual(new Set())
    store.unreadable.clear()
    expect(await noopsOf(memory, store, facts, target)).toEqual(new Set(['elsewhere']))
  })

  it('leaves a process with the same predictions as one that read it at once', async () => {
    const [late, early] = [await remembered(), await remembered()]
    const store = artifacts()
    const first = await noopsOf(early, store, facts, target)
    store.unreadable.add('list-of-good')
    await noopsOf(late, store, facts, target)
    store.unreadable.clear()
    expect(await noopsOf(late, store, facts, target)).toEqual(first)
  })
})
