import Type from 'typebox'
import { BisectionSummary } from './bisection.ts'
import { CommitHash, Time, Words } from './identifiers.ts'
import { Regression, regressionChanges } from './regression.ts'
import { WorkerPresence } from './worker.ts'

const QueueCounts = Type.Object({ waiting: Type.Integer(), active: Type.Integer(), delayed: Type.Integer() })

/** How many workers the overview names. */
export const MOST_SHOWN_WORKERS = 200

/**
 * What changes in the life of a regression: what watches see, and that a person set it to fixed.
 */
export const overviewChanges = [...regressionChanges, 'fixed'] as const
export type OverviewChangeKind = (typeof overviewChanges)[number]

export const OverviewChange = Type.Object({
  kind: Words(overviewChanges),
  commit: Type.Unsafe<string>({
    ...CommitHash,
    description: 'The revision that showed it, or the commit that fixes it.',
  }),
  target: Type.String(),
  message: Type.String({ description: 'The change in one sentence.' }),
  at: Time,
  regression: Regression,
})
export type OverviewChange = Type.Static<typeof OverviewChange>

/** What the first page shows, in one answer. */
export const Overview = Type.Object({
  changes: Type.Array(OverviewChange, {
    maxItems: 50,
    description:
      'What changed in the last 24 hours, newest first: what watches saw of regressions, and which ones people set to fixed; at most 50.',
  }),
  running: Type.Array(BisectionSummary, {
    maxItems: 50,
    description: 'Queued, running and paused ones, newest first; at most 50.',
  }),
  finished: Type.Array(BisectionSummary, { maxItems: 20, description: 'The last to end, first; at most 20.' }),
  regressions: Type.Array(Regression, {
    maxItems: 20,
    description: 'Those that are open, known or claimed, newest first; at most 20.',
  }),
  workers: Type.Array(WorkerPresence, {
    maxItems: MOST_SHOWN_WORKERS,
    description: 'By name; at most 200. GET /workers lists all.',
  }),
  queues: Type.Record(Type.String(), QueueCounts, { description: 'By queue: coordinate, deliver, build-arm64 …' }),
  totals: Type.Object({
    bisections: Type.Integer(),
    running: Type.Integer(),
    openRegressions: Type.Integer({ description: 'Those in the state open; known and claimed ones are not counted.' }),
    culprits: Type.Integer({ description: 'Bisections that named a commit.' }),
    probable: Type.Integer({ description: 'Of these, the culprits that are not confirmed.' }),
    heldMails: Type.Integer({ description: 'Mails that wait for somebody to look at them.' }),
  }),
})
export type Overview = Type.Static<typeof Overview>
