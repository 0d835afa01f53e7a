import Type from 'typebox'
import { Words } from './identifiers.ts'

// What KernelCI's common results database takes, version 5.3 of its schema: nothing may be null,
// and unknown fields stand in `misc` alone.

export const KCIDB_MAJOR = 5
export const KCIDB_MINOR = 3
/** Characters that an excerpt of a log may have. */
export const KCIDB_EXCERPT = 16_384

export const kcidbStatuses = ['FAIL', 'ERROR', 'MISS', 'PASS', 'DONE', 'SKIP'] as const
export type KcidbStatus = (typeof kcidbStatuses)[number]

const NO_NUL = '^[^\\u0000]*$'
const Text = (description: string) => Type.Optional(Type.String({ pattern: NO_NUL, description }))
const Excerpt = Type.Optional(
  Type.String({ pattern: NO_NUL, maxLength: KCIDB_EXCERPT, description: 'The part of the log that tells most.' }),
)
const Url = (description: string) => Type.Optional(Type.String({ format: 'uri', description }))
const Moment = Type.Optional(Type.String({ format: 'date-time', description: 'RFC 3339, with a zone.' }))
const OwnId = Type.String({
  pattern: '^[a-z0-9_]+:[^\\u0000]*$',
  description: 'Of the origin, a colon, and what the origin calls it.',
})
const OriginName = Type.String({ pattern: '^[a-z0-9_]+$', description: 'The system that it comes from.' })
const Misc = Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Anything more.' }))
const Path = Type.String({
  pattern: '^([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)?$',
  description: 'Names of letters, digits, _ and -, with dots between them.',
})
const Resources = Type.Optional(
  Type.Array(
    Type.Object(
      {
        name: Type.String({ pattern: '^[^/\\u0000]+$', description: 'A file name, without directories.' }),
        url: Type.String({ format: 'uri' }),
      },
      { additionalProperties: false },
    ),
  ),
)
const Status = Type.Optional(Words(kcidbStatuses))

const common = { _timestamp: Moment, id: OwnId, origin: OriginName, comment: Text('For people.'), misc: Misc }

export const KcidbCheckout = Type.Object(
  {
    ...common,
    tree_name: Text('mainline, net-next …'),
    git_repository_url: Type.Optional(
      Type.String({ format: 'uri', pattern: '^https://', description: 'An https:// URL.' }),
    ),
    git_commit_hash: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{40}$', description: 'A full commit hash, 40 hex digits.' }),
    ),
    git_commit_name: Text('As git describe says.'),
    git_commit_tags: Type.Optional(Type.Array(Type.String({ pattern: NO_NUL }))),
    git_commit_message: Text('Subject and body.'),
    git_repository_branch: Text('The branch it was taken from.'),
    git_repository_branch_tip: Type.Optional(Type.Boolean()),
    patchset_files: Resources,
    patchset_hash: Type.Optional(
      Type.String({
        pattern: '^([0-9a-f]{64})?$',
        description: 'sha-256 over those of the patches; empty: no patches.',
      }),
    ),
    message_id: Type.Optional(Type.String({ format: 'email' })),
    start_time: Moment,
    origin_builds_finish_time: Moment,
    origin_tests_finish_time: Moment,
    log_url: Url('The log of getting the sources.'),
    log_excerpt: Excerpt,
    valid: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type KcidbCheckout = Type.Static<typeof KcidbCheckout>

export const KcidbBuild = Type.Object(
  {
    ...common,
    checkout_id: OwnId,
    start_time: Moment,
    duration: Type.Optional(Type.Number({ description: 'Seconds.' })),
    architecture: Type.Optional(Type.String({ pattern: '^[a-z0-9_]*$' })),
    command: Text('The whole command line.'),
    compiler: Text('Name and version.'),
    input_files: Resources,
    output_files: Resources,
    config_name: Text('defconfig, defconfig+kasan …'),
    config_url: Url('The configuration file.'),
    log_url: Url('The log of the build.'),
    log_excerpt: Excerpt,
    status: Status,
  },
  { additionalProperties: false },
)
export type KcidbBuild = Type.Static<typeof KcidbBuild>

export const KcidbTest = Type.Object(
  {
    ...common,
    build_id: OwnId,
    environment: Type.Optional(
      Type.Object(
        {
          compatible: Type.Optional(Type.Array(Type.String({ pattern: '^[^ \\u0000]+(,[^ \\u0000]+)*$' }))),
          comment: Text('The machine in words.'),
          misc: Misc,
        },
        { additionalProperties: false },
      ),
    ),
    path: Type.Optional(Path),
    log_url: Url('What the test printed.'),
    log_excerpt: Excerpt,
    status: Status,
    number: Type.Optional(
      Type.Object(
        {
          value: Type.Number(),
          unit: Text('s, MiB …'),
          prefix: Type.Optional(Words(['metric', 'binary'] as const)),
        },
        { additionalProperties: false },
      ),
    ),
    start_time: Moment,
    duration: Type.Optional(Type.Number({ description: 'Seconds.' })),
    input_files: Resources,
    output_files: Resources,
  },
  { additionalProperties: false },
)
export type KcidbTest = Type.Static<typeof KcidbTest>

export const KcidbIssue = Type.Object(
  {
    ...common,
    version: Type.Integer({ minimum: 0, description: 'Grows with each change; the highest counts.' }),
    categories: Type.Optional(Type.Array(Path)),
    report_url: Url('A report that describes it.'),
    report_subject: Text('Of the report.'),
    culprit: Type.Optional(
      Type.Object(
        {
          code: Type.Optional(Type.Boolean({ description: 'The code that was tested.' })),
          tool: Type.Optional(Type.Boolean({ description: 'The compiler, the test …' })),
          harness: Type.Optional(Type.Boolean({ description: 'What runs builds and tests.' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type KcidbIssue = Type.Static<typeof KcidbIssue>

export const KcidbIncident = Type.Object(
  {
    ...common,
    issue_id: OwnId,
    issue_version: Type.Integer({ minimum: 0 }),
    build_id: Type.Optional(OwnId),
    test_id: Type.Optional(OwnId),
    present: Type.Optional(Type.Boolean({ description: 'Whether the issue showed there, or was found not to.' })),
  },
  { additionalProperties: false },
)
export type KcidbIncident = Type.Static<typeof KcidbIncident>

/** A report as KCIDB takes it, and as it answers. */
export const Kcidb = Type.Object(
  {
    version: Type.Object(
      {
        major: Type.Integer({ minimum: KCIDB_MAJOR, maximum: KCIDB_MAJOR, description: 'Version 5 is understood.' }),
        minor: Type.Integer({ minimum: 0, maximum: KCIDB_MINOR, description: '5.3 is the newest that is understood.' }),
      },
      { additionalProperties: false },
    ),
    checkouts: Type.Optional(Type.Array(KcidbCheckout)),
    builds: Type.Optional(Type.Array(KcidbBuild)),
    tests: Type.Optional(Type.Array(KcidbTest)),
    issues: Type.Optional(Type.Array(KcidbIssue)),
    incidents: Type.Optional(Type.Array(KcidbIncident)),
  },
  { additionalProperties: false, description: 'Objects of KCIDB, version 5.0 to 5.3 of its schema.' },
)
export type Kcidb = Type.Static<typeof Kcidb>
