import type { BisectionRecord, OwnWatch, Suspects, WatchCheck } from '@kbisect/bisection'
import type {
  AskedRequest,
  BisectionResult,
  BisectionStage,
  BisectionSummary,
  CommitSummary,
  Label,
  Outcome,
  TargetSummary,
} from '@kbisect/contracts'
import { fromJson } from '../connection/json-columns.ts'
import type { Prisma } from '../generated/client.ts'
import { type ConfigTexts, withTexts } from './config-texts.ts'

export const withTree = { tree: true, watch: { select: { id: true, name: true, policy: true } } } as const
type BisectionRow = Prisma.BisectionGetPayload<{ include: typeof withTree }>

// The request, the targets and the result are left out: configurations and ranges can make them
// large.
export const summaryColumns = {
  id: true,
  tree: { select: { name: true } },
  title: true,
  goodRef: true,
  goodHash: true,
  badRef: true,
  badHash: true,
  targetName: true,
  architecture: true,
  testKind: true,
  config: true,
  branch: true,
  expected: true,
  regression: { select: { id: true, state: true, original: { select: { id: true, state: true } } } },
  state: true,
  stage: true,
  outcome: true,
  label: true,
  culprit: true,
  reason: true,
  pauseReason: true,
  commits: true,
  candidatesLeft: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const satisfies Prisma.BisectionSelect
type SummaryRow = Prisma.BisectionGetPayload<{ select: typeof summaryColumns }>

/** Request and targets as they are stored, configuration files by their digests. */
export const asked = ({ request, targets }: Pick<BisectionRow, 'request' | 'targets'>) => ({
  request: fromJson<AskedRequest>(request),
  targets: fromJson<TargetSummary[]>(targets),
})

const regressionOf = ({ regression }: SummaryRow): BisectionSummary['regression'] => {
  if (regression === null) return null
  const { original, id, state } = regression
  return (original ?? { id, state }) as BisectionSummary['regression']
}

const time = (at: Date | null): string | null => at?.toISOString() ?? null

/** @param texts of the configuration files that the row names: see {@link asked} */
export function toRecord(row: BisectionRow, texts: ConfigTexts): BisectionRecord {
  const suspects = fromJson<Suspects | null>(row.suspects)
  const check = fromJson<WatchCheck | null>(row.check)
  return {
    id: row.id,
    tree: { id: row.tree.id, name: row.tree.name, url: row.tree.url, commitUrl: row.tree.commitUrl },
    ...withTexts(asked(row), texts),
    good: { ref: row.goodRef, hash: row.goodHash },
    bad: { ref: row.badRef, hash: row.badHash },
    mergeBases: row.mergeBases,
    title: row.title,
    branch: row.branch,
    state: row.state,
    stage: row.stage as BisectionStage,
    cancelRequested: row.cancelRequested,
    pauseReason: row.pauseReason,
    ...(row.resumedAt ? { resumedAt: row.resumedAt } : {}),
    reopenings: row.reopenings,
    commits: row.commits,
    candidatesLeft: row.candidatesLeft,
    result: fromJson<BisectionResult | null>(row.result),
    ...(suspects ? { suspects } : {}),
    ...(check ? { check } : {}),
    ...(row.watch ? { watch: row.watch as OwnWatch } : {}),
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  }
}

export function toSummary(row: SummaryRow): BisectionSummary {
  return {
    id: row.id,
    tree: row.tree.name,
    title: row.title,
    good: { ref: row.goodRef, hash: row.goodHash },
    bad: { ref: row.badRef, hash: row.badHash },
    target: row.targetName,
    architecture: row.architecture as BisectionSummary['architecture'],
    config: row.config,
    branch: row.branch,
    expected: row.state === 'finished' ? null : fromJson<BisectionSummary['expected']>(row.expected),
    regression: regressionOf(row),
    test: row.testKind as BisectionSummary['test'],
    state: row.state,
    stage: row.stage as BisectionStage,
    outcome: row.outcome as Outcome | null,
    label: row.label as Label | null,
    culprit: fromJson<CommitSummary | null>(row.culprit),
    commits: row.commits,
    candidatesLeft: row.candidatesLeft,
    reason: row.pauseReason ?? row.reason,
    createdAt: row.createdAt.toISOString(),
    startedAt: time(row.startedAt),
    finishedAt: time(row.finishedAt),
  }
}
