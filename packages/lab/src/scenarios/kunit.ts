import { background } from '../background/index.ts'
import { lab } from '../fragments.ts'
import { type Change, dealer, type Scenario, type Step } from '../scenario.ts'

const LIST_SORT = 'lib/list_sort.c'

const MERGE = `	struct list_head *head, **tail = &head;

	for (;;) {
`

/**
 * Elements that compare equal change places, which boots no kernel worse. The test of list_sort()
 * sees it: it has three equal elements of each sort.
 */
const culprit: Change = {
  role: 'culprit',
  subject: 'lib/list_sort: compare as sort() does',
  body: `sort() moves an element where the comparison says that it is smaller, and
nothing else. Do the same in merge(), so that both read alike.`,
  edits: [
    {
      path: LIST_SORT,
      from: `${MERGE}		/* if equal, take 'a' -- important for sort stability */
		if (cmp(priv, a, b) <= 0) {
			*tail = a;`,
      to: `${MERGE}		/* take 'a' where it is the smaller one */
		if (cmp(priv, a, b) < 0) {
			*tail = a;`,
    },
  ],
}

const before: Change = {
  subject: 'lib/list_sort: say what merge() takes',
  body: 'Neither of the two lists may be empty.',
  edits: [
    {
      path: LIST_SORT,
      from: ' * to chaining of merge() calls: null-terminated, no reserved or',
      to: ' * to chaining of merge() calls, of two lists that are not empty:\n * null-terminated, no reserved or',
    },
  ],
}

const next = dealer(background)

const steps: readonly Step[] = [
  ...next(1),
  ...next(1).map((change): Change => ({ ...change, role: 'good' })),
  ...next(8),
  {
    topic: 'printk/short-forms',
    changes: next(4),
    meanwhile: next(2),
    body: 'Shorter messages and repaired comments.',
  },
  ...next(9),
  before,
  ...next(5),
  {
    topic: 'lib/sorting',
    changes: [...next(1), culprit, ...next(2)],
    meanwhile: next(2),
    body: 'The functions that sort read alike.',
  },
  ...next(8),
  { topic: 'docs/next', changes: next(4), meanwhile: next(2), body: 'Repairs of documentation and comments.' },
  ...next(5),
  { topic: 'tools/next', changes: next(3), meanwhile: next(1), body: 'Repairs of tools and their documentation.' },
  ...next(3),
]

export const kunit: Scenario = {
  name: 'kunit',
  summary: 'kunit: list_sort_test fails on every architecture; all kernels boot',
  problem: {
    target: { architecture: 'x86_64', config: 'tinyconfig', fragments: [lab] },
    test: { kind: 'kunit', suite: 'list_sort', case: 'list_sort_test' },
    alsoTest: [{ architecture: 'arm64' }],
  },
  steps,
  answer: {
    affected: ['x86_64', 'arm64'],
    unaffected: [],
    label: 'confirmed',
    revert: 'passed',
    failsIn: ['list_sort_test'],
    otherFailures: [],
    failureRate: 1,
  },
}
