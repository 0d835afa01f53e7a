import type { NewBisection } from '@kbisect/bisection'
import type { Search } from '@kbisect/contracts'
import { newBisection as asked, hash } from '@kbisect/testing/suites'
import { newId } from '../connection/new-id.ts'
import type { Store } from '../store.ts'

export {
  boot,
  build,
  commits,
  culpritResult,
  digest,
  hash,
  mainTarget,
  otherTarget,
  run,
} from '@kbisect/testing/suites'

export const newBisection = (treeId: string, changes: Partial<NewBisection> = {}): NewBisection =>
  asked(treeId, { id: newId(), ...changes })

/** A bisection in a tree of its own; answers its id. */
export async function storedBisection(store: Store, changes: Partial<NewBisection> = {}): Promise<string> {
  const tree = await store.trees.add({ name: newId(), url: 'https://example.org/linux.git' })
  return (await store.bisections.create(newBisection(tree.id, changes))).id
}

export const search: Search = {
  effective: 2.4,
  canChange: 3,
  noChange: 0.01,
  notMonotone: 0.004,
  ranked: [
    { commit: hash(13), subject: 'mm: change 3', probability: 0.6 },
    { commit: hash(12), subject: 'mm: change 2', probability: 0.3 },
  ],
  strip: [0, 0, 0.3, 0.6, 0.086],
  choices: [
    { commit: hash(12), subject: 'mm: change 2', action: 'boot', bits: 0.9, bad: 0.4, reason: 'its image is built' },
  ],
}
