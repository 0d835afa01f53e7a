import Type from 'typebox'
import { Assumption } from './assumption.ts'
import { Expected } from './bisection-control.ts'
import { AffectedTarget, causes } from './bisection-result.ts'
import { labels, outcomes, stages } from './bisection-states.ts'
import { CommitSummary } from './commit.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { Signature } from './run-result.ts'
import { Triage } from './triage.ts'

/** The types of messages that a webhook can get. */
export const subscribable = [
  'bisection.started',
  'bisection.progressed',
  'bisection.finished',
  'bisection.failed',
  'regression.found',
  'regression.bisected',
  'regression.fixed',
  'regression.affects-more',
  'regression.came-back',
  'regression.gone',
  'revision.tested',
] as const
export type WebhookSubscription = (typeof subscribable)[number]
export const webhookTypes = [...subscribable, 'ping'] as const
export type WebhookType = (typeof webhookTypes)[number]

const about = {
  url: Type.String({ description: 'The page.' }),
  tree: Type.String(),
  branch: Type.Union([Type.String(), Type.Null()]),
  good: CommitHash,
  bad: CommitHash,
  target: Type.String(),
  architecture: Type.String(),
  test: Type.String(),
}

const CommitUrl = Type.Union([Type.String(), Type.Null()], {
  description: 'The page of the commit, by the template of the tree or on its host; null where none is known.',
})

const shortened = Type.Optional(
  Type.Array(Type.String(), {
    description: 'Fields of which something was left out to keep the message below 20 kB; the page has all of it.',
  }),
)

const message = <const T extends WebhookType, P extends Type.TProperties>(type: T, data: P) =>
  Type.Object({ type: Type.Literal(type), timestamp: Time, data: Type.Object({ ...data, shortened }) })

export const BisectionStarted = message('bisection.started', { id: Id, ...about, title: Type.String() })

export const BisectionProgressed = message('bisection.progressed', {
  id: Id,
  ...about,
  stage: Words(stages),
  commits: Type.Integer(),
  candidatesLeft: Type.Integer(),
  expected: Type.Union([Expected, Type.Null()]),
})

const ended = {
  outcome: Words(outcomes),
  label: Type.Union([Words(labels), Type.Null()]),
  cause: Type.Union([Words(causes), Type.Null()], { description: 'Why there is no culprit; null when there is one.' }),
  reason: Type.String(),
  culprit: Type.Union([CommitSummary, Type.Null()]),
  culpritUrl: Type.Optional(CommitUrl),
  probability: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'How probable it is that the culprit is the first bad commit.',
  }),
  assumptions: Type.Array(Assumption, {
    description: 'What else could explain the evidence for the culprit; empty without a culprit.',
  }),
  affectedTargets: Type.Array(AffectedTarget),
  signature: Type.Union([Signature, Type.Null()]),
}

export const BisectionFinished = message('bisection.finished', {
  id: Id,
  regressionId: Type.Optional(
    Type.Union([Id, Type.Null()], {
      description:
        'The regression that the culprit makes: the same for all bisections of one tree and test that name it. Null without a culprit.',
    }),
  ),
  ...about,
  ...ended,
})

/** It is paused with infrastructure errors, or ended with an error: a person is needed. */
export const BisectionFailed = message('bisection.failed', { id: Id, ...about, reason: Type.String() })

/**
 * Both revisions are checked; the good one passes and the bad one fails. Or somebody reported it to
 * us.
 */
export const RegressionFound = message('regression.found', {
  regressionId: Id,
  bisectionId: Type.Union([Id, Type.Null()]),
  ...about,
  signature: Type.Union([Signature, Type.Null()]),
})

/** The commit that made it is known. */
export const RegressionBisected = message('regression.bisected', {
  regressionId: Id,
  bisectionId: Id,
  ...about,
  ...ended,
})

/** Somebody says that a commit fixes it. */
export const RegressionFixed = message('regression.fixed', {
  regressionId: Id,
  bisectionId: Type.Union([Id, Type.Null()]),
  ...about,
  triage: Triage,
  culprit: Type.Union([CommitSummary, Type.Null()]),
  culpritUrl: Type.Optional(CommitUrl),
  fixUrl: Type.Optional(CommitUrl),
  label: Type.Union([Words(labels), Type.Null()], { description: 'How well the culprit is proved; null without one.' }),
})

/** A further target of a watch shows the failure of a regression. */
export const RegressionAffectsMore = message('regression.affects-more', {
  regressionId: Id,
  bisectionId: Type.Union([Id, Type.Null()]),
  ...about,
  signature: Type.Union([Signature, Type.Null()]),
})

/** A failure that had gone shows again, on a later revision of a watched branch. */
export const RegressionCameBack = message('regression.came-back', {
  regressionId: Id,
  earlierRegressionId: Type.Unsafe<string>({ ...Id, description: 'The regression that had gone.' }),
  bisectionId: Id,
  ...about,
  signature: Type.Union([Signature, Type.Null()]),
})

/** No target of a watched branch shows the failure any more; which commit fixed it is not known. */
export const RegressionGone = message('regression.gone', {
  regressionId: Id,
  bisectionId: Type.Union([Id, Type.Null()]),
  ...about,
  commit: Type.Unsafe<string>({ ...CommitHash, description: 'The first revision that passes again.' }),
  signature: Type.Union([Signature, Type.Null()]),
})

const Targets = (description: string) => Type.Array(Type.String(), { description })

/** All tests of a revision of a watched branch are done. */
export const RevisionTested = message('revision.tested', {
  watchId: Id,
  watch: Type.String({ description: 'Name of the watch.' }),
  url: about.url,
  tree: Type.String(),
  branch: Type.String(),
  commit: CommitHash,
  subject: Type.String(),
  passed: Targets('Targets on which it passed.'),
  failed: Targets('Targets on which it failed, or on which what it inherited fails.'),
  flaky: Targets('Targets whose test flips.'),
  unbuilt: Targets('Targets for which it does not build.'),
  unknown: Targets('Targets for which nothing could be told.'),
})

export const Ping = message('ping', { webhookId: Id })

export const WebhookBody = Type.Union([
  BisectionStarted,
  BisectionProgressed,
  BisectionFinished,
  BisectionFailed,
  RegressionFound,
  RegressionBisected,
  RegressionFixed,
  RegressionAffectsMore,
  RegressionCameBack,
  RegressionGone,
  RevisionTested,
  Ping,
])
export type WebhookBody = Type.Static<typeof WebhookBody>
export type BisectionStarted = Type.Static<typeof BisectionStarted>
export type BisectionProgressed = Type.Static<typeof BisectionProgressed>
export type BisectionFinished = Type.Static<typeof BisectionFinished>
export type BisectionFailed = Type.Static<typeof BisectionFailed>
export type RegressionFound = Type.Static<typeof RegressionFound>
export type RegressionBisected = Type.Static<typeof RegressionBisected>
export type RegressionFixed = Type.Static<typeof RegressionFixed>
export type RegressionAffectsMore = Type.Static<typeof RegressionAffectsMore>
export type RegressionCameBack = Type.Static<typeof RegressionCameBack>
export type RegressionGone = Type.Static<typeof RegressionGone>
export type RevisionTested = Type.Static<typeof RevisionTested>
