import type { BuildFact, Revision, RunFact } from '@kbisect/bisection'
import type { Prisma } from '../generated/client.ts'

type Transaction = Pick<Prisma.TransactionClient, '$executeRaw'>
type Showed = 'passed' | 'failed' | 'other'

/** A commit as it is: with something on top of it, it says nothing of the commit. */
const isPlain = ({ reverted, patched, merged }: Revision): boolean => !reverted && !patched && !merged

/** Notes what a run says of its commit; one of a build test's kernels says nothing of that test. */
export async function countRun(transaction: Transaction, id: string, run: RunFact): Promise<void> {
  const { kind } = run.result
  const showed = kind === 'passed' || kind === 'failed' ? kind : 'other'
  if (isPlain(run.revision)) await count(transaction, id, { ...run, showed, built: false })
}

/** Notes what a build says of its commit, where the test is whether it builds. */
export async function countBuild(transaction: Transaction, id: string, build: BuildFact): Promise<void> {
  const showed = { built: 'passed', failed: 'failed', conflict: 'other' } as const
  if (isPlain(build.revision)) await count(transaction, id, { ...build, showed: showed[build.result], built: true })
}

interface Counted {
  readonly revision: Revision
  readonly targetKey: string
  readonly showed: Showed
  /** Whether a build showed it, which counts in build tests alone; runs count in the others. */
  readonly built: boolean
}

async function count(transaction: Transaction, id: string, { revision, targetKey, showed, built }: Counted) {
  const one = (wanted: Showed): number => (showed === wanted ? 1 : 0)
  await transaction.$executeRaw`
    INSERT INTO "Tested" AS known ("treeId", "commit", "targetName", "testKind", "passes", "failures", "others",
      "subject", "committedAt", "bisectionId", "testedAt")
    SELECT b."treeId", ${revision.commit}, t ->> 'name', b."testKind", ${one('passed')}::int, ${one('failed')}::int,
      ${one('other')}::int, coalesce(c."subject", l."subject"), coalesce(c."committedAt", l."committedAt"), b."id", clock_timestamp()
    FROM "Bisection" b
    CROSS JOIN LATERAL jsonb_array_elements(b."targets") t
    LEFT JOIN "Candidate" c ON c."bisectionId" = b."id" AND c."hash" = ${revision.commit}
    LEFT JOIN "CommitLine" l ON l."treeId" = b."treeId" AND l."hash" = ${revision.commit}
    WHERE b."id" = ${id} AND t ->> 'key' = ${targetKey} AND (b."testKind" = 'build') = ${built}
    LIMIT 1
    ON CONFLICT ("treeId", "commit", "targetName", "testKind") DO UPDATE SET
      "passes" = known."passes" + EXCLUDED."passes",
      "failures" = known."failures" + EXCLUDED."failures",
      "others" = known."others" + EXCLUDED."others",
      "subject" = COALESCE(EXCLUDED."subject", known."subject"),
      "committedAt" = COALESCE(EXCLUDED."committedAt", known."committedAt"),
      "bisectionId" = EXCLUDED."bisectionId",
      "testedAt" = EXCLUDED."testedAt"`
}
