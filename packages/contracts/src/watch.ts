import Type from 'typebox'
import { Id, Time, Words } from './identifiers.ts'
import { FurtherTargetRequest } from './target.ts'
import { Test } from './test-kind.ts'
import { TreeName } from './tree.ts'
import { revisionChoices, watchPolicies } from './watch-choices.ts'

export { revisionChoices, watchPolicies } from './watch-choices.ts'

export type WatchPolicy = (typeof watchPolicies)[number]

export type RevisionChoice = (typeof revisionChoices)[number]

/** How many revisions of one branch are taken from one look; the newest ones. */
export const MOST_REVISIONS_A_LOOK = 50

const WatchName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
  description: 'Lower-case name of the watch.',
})

const Schedule = Type.Union(
  [
    Type.Object(
      { everySeconds: Type.Integer({ minimum: 60, maximum: 604_800, description: 'Between two looks.' }) },
      { additionalProperties: false, title: 'interval' },
    ),
    Type.Object(
      {
        cron: Type.String({
          minLength: 9,
          maxLength: 100,
          description: 'A cron expression with five fields, in UTC: 0 4 * * *.',
        }),
      },
      { additionalProperties: false, title: 'cron' },
    ),
  ],
  { description: 'When the tree is fetched and looked at; default: every 900 seconds.' },
)
export type WatchSchedule = Type.Static<typeof Schedule>

const settings = {
  branches: Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u0020~^:?\\[\\\\]+$' }), {
    minItems: 1,
    maxItems: 20,
    uniqueItems: true,
    description: 'Branches, and tags as tags/NAME; * stands for anything: master, ci/*, tags/next-*.',
  }),
  targets: Type.Array(FurtherTargetRequest, {
    minItems: 1,
    maxItems: 32,
    description: 'What each revision is built for. Names of targets must differ.',
  }),
}

const options = {
  tests: Type.Optional(
    Type.Array(Test, { minItems: 1, maxItems: 4, description: 'What decides; default: the kernel boots.' }),
  ),
  schedule: Type.Optional(Schedule),
  revisions: Type.Optional(
    Words(
      revisionChoices,
      'Which revisions are tested when several came: the newest one (the default), it and each merge, or all of the first parents; at most 50 of a branch.',
    ),
  ),
  policy: Type.Optional(
    Words(
      watchPolicies,
      'What follows from a failure that a passing revision did not have: nothing but the record, a bisection, or that and messages (the default).',
    ),
  ),
  runs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 20,
      description: 'Runs without a failure after which a revision has passed; default 2. After a failure more follow.',
    }),
  ),
  buildsPerDay: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      description: 'No test of a further revision begins after so many builds in 24 hours; null: no limit.',
    }),
  ),
  bisections: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'Most bisections of this watch at once; default 2.' }),
  ),
}

/** What an operator writes down once, so that branches are tested by themselves. */
export const WatchRequest = Type.Object(
  { name: WatchName, tree: TreeName, ...settings, ...options },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'next',
        tree: 'linux-next',
        branches: ['master', 'tags/next-*'],
        targets: [{ architecture: 'arm' }, { architecture: 'arm64' }, { architecture: 'x86_64' }],
        schedule: { everySeconds: 1800 },
      },
    ],
  },
)
export type WatchRequest = Type.Static<typeof WatchRequest>

/** What is left out stays. */
export const WatchChange = Type.Object(
  {
    branches: Type.Optional(settings.branches),
    targets: Type.Optional(settings.targets),
    ...options,
    paused: Type.Optional(Type.Boolean({ description: 'A paused watch neither looks nor begins a test.' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type WatchChange = Type.Static<typeof WatchChange>

export const Watch = Type.Object({
  id: Id,
  name: WatchName,
  tree: TreeName,
  ...settings,
  tests: Type.Array(Test),
  schedule: Schedule,
  revisions: Words(revisionChoices),
  policy: Words(watchPolicies),
  runs: Type.Integer(),
  buildsPerDay: Type.Union([Type.Integer(), Type.Null()]),
  bisections: Type.Integer(),
  paused: Type.Boolean(),
  createdBy: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  lookedAt: Type.Union([Time, Type.Null()], { description: 'When its branches were looked at last.' }),
  lookError: Type.Union([Type.String(), Type.Null()], {
    description: 'Why the last look failed; null when it did not.',
  }),
  waiting: Type.Integer({ description: 'Tests of revisions that have not begun.' }),
  testing: Type.Integer({ description: 'Tests of revisions that go on now.' }),
  buildsLastDay: Type.Integer({ description: 'Builds of its tests in the last 24 hours.' }),
})
export type Watch = Type.Static<typeof Watch>

export const defaultSchedule: WatchSchedule = { everySeconds: 900 }
