import Type from 'typebox'
import { LONGEST_COMMIT_URL } from './commit-url.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'

export const TreeName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
  description: 'Lower-case name of a tree, e.g. mainline.',
})

const printable = '^[^\\u0000-\\u001f\\u007f]+$'

export const TreeCredentials = Type.Object(
  {
    user: Type.Optional(
      Type.String({
        pattern: printable,
        maxLength: 256,
        description: 'Default: git, which servers that take access tokens accept.',
      }),
    ),
    password: Type.String({
      pattern: printable,
      maxLength: 4096,
      description: 'The password, or an access token that may read the repository. No answer shows it.',
    }),
  },
  {
    additionalProperties: false,
    writeOnly: true,
    description:
      'What the server of a tree by http or https asks for. Stored encrypted; given to git, and to this server alone.',
  },
)
export type TreeCredentials = Type.Static<typeof TreeCredentials>

const CommitUrl = Type.String({
  minLength: 1,
  maxLength: LONGEST_COMMIT_URL,
  description:
    'Template of the pages of its commits: an http or https URL with {hash} and without user and password, such as https://git.example.org/linux.git/commit/?id={hash}. Without one, commits of kernel.org, GitHub, GitLab and Gitea are linked on the host of the tree.',
})

export const TreeRequest = Type.Object(
  {
    name: TreeName,
    url: Type.String({
      minLength: 1,
      maxLength: 2048,
      description:
        'Where git fetches it from: a URL without user and password, or a path on the server when local trees are allowed. All readers see it.',
    }),
    commitUrl: Type.Optional(CommitUrl),
    credentials: Type.Optional(TreeCredentials),
  },
  { additionalProperties: false },
)
export type TreeRequest = Type.Static<typeof TreeRequest>

/** What can be changed of a tree. */
export const TreeChange = Type.Object(
  {
    commitUrl: Type.Union([CommitUrl, Type.Null()], { description: 'The template; null: by the host of the tree.' }),
  },
  { additionalProperties: false },
)
export type TreeChange = Type.Static<typeof TreeChange>

export const Tree = Type.Object({
  id: Id,
  name: TreeName,
  url: Type.String(),
  createdAt: Time,
  fetchedAt: Type.Union([Time, Type.Null()]),
  commitUrl: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description: 'Template of the pages of its commits, with {hash}; null: by the host of the tree.',
    }),
  ),
  hasCredentials: Type.Boolean({ description: 'Git gives the server of the tree a user and a password.' }),
})
export type Tree = Type.Static<typeof Tree>

/** How far a fetch is. */
export const FetchProgress = Type.Object({
  stage: Type.String({ description: 'What git does, in its words, such as "Receiving objects".' }),
  percent: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the stage; null where it is not known.' }),
  bytes: Type.Union([Type.Integer(), Type.Null()], { description: 'Received so far.' }),
  bytesPerSecond: Type.Union([Type.Integer(), Type.Null()]),
  secondsLeft: Type.Union([Type.Integer(), Type.Null()], { description: 'Until the stage is over, estimated.' }),
})
export type FetchProgress = Type.Static<typeof FetchProgress>

/** A tree and whether it is being fetched. */
export const TreeStatus = Type.Object({
  ...Tree.properties,
  fetching: Type.Boolean({ description: 'It is being fetched right now.' }),
  progress: Type.Union([FetchProgress, Type.Null()], { description: 'How far that is; null when it is not fetched.' }),
  fetchError: Type.Union([Type.String(), Type.Null()], {
    description: 'Why the last fetch failed; null when it did not.',
  }),
})
export type TreeStatus = Type.Static<typeof TreeStatus>

export const Branch = Type.Object({ name: Type.String(), hash: CommitHash, subject: Type.String(), committedAt: Time })
export type Branch = Type.Static<typeof Branch>

/** A branch or tag that a tree has, for completing what a person types. */
export const TreeRef = Type.Object({
  name: Type.String(),
  kind: Words(['branch', 'tag'] as const),
  hash: CommitHash,
  committedAt: Time,
})
export type TreeRef = Type.Static<typeof TreeRef>
