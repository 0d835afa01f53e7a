import type {
  AuditEntry,
  Branch,
  Delivery,
  KnownTarget,
  Mail,
  Overview,
  Preview,
  Regression,
  RegressionDetail,
  ResolvedCommit,
  Revision,
  Session,
  Token,
  TreeRef,
  TreeStatus,
  Trends,
  Watch,
  WatchedRevision,
  WatchRequest,
  Webhook,
  WorkerPresence,
} from '@kbisect/contracts'
import { bisection, commit, digests, hashes, ids, running, signature, summary, times } from './things.ts'

export const tree: TreeStatus = {
  id: '0k0z4h8t2mw6q1xd',
  name: 'next',
  url: 'https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git',
  createdAt: '2026-01-12T10:00:00.000Z',
  fetchedAt: times.asked,
  commitUrl: 'https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git/commit/?id={hash}',
  hasCredentials: false,
  fetching: false,
  progress: null,
  fetchError: null,
}

export const fetchedTree: TreeStatus = {
  ...tree,
  fetchedAt: null,
  fetching: true,
  progress: {
    stage: 'Receiving objects',
    percent: 41,
    bytes: 824_180_736,
    bytesPerSecond: 9_437_184,
    secondsLeft: 126,
  },
}

export const branch: Branch = {
  name: 'master',
  hash: hashes.bad,
  subject: 'Add linux-next specific files for 20200921',
  committedAt: '2026-03-01T07:12:44.000Z',
}

export const ref: TreeRef = { name: 'next-20200921', kind: 'tag', hash: hashes.bad, committedAt: branch.committedAt }

export const resolved: ResolvedCommit = {
  ref: 'next-20200921',
  hash: hashes.bad,
  subject: branch.subject,
  author: 'Stephen Author <stephen@example.org>',
  committedAt: branch.committedAt,
}

export const knownTarget: KnownTarget = {
  name: 'arm64/cma',
  request: bisection.request.target,
  lastUsedAt: times.asked,
}

export const revision: Revision = {
  commit: hashes.bad,
  subject: branch.subject,
  committedAt: branch.committedAt,
  testedAt: times.tested,
  results: [
    {
      ...{ target: 'arm64/cma', test: 'boot', passes: 0, failures: 3, others: 0, bisectionId: ids.bisection },
      testedAt: times.tested,
    },
  ],
}

export const preview: Preview = {
  good: { ref: 'v5.9-rc5', hash: hashes.good, subject: 'Linux 5.9-rc5' },
  bad: { ref: 'next-20200921', hash: hashes.bad, subject: branch.subject },
  mergeBases: [],
  commits: 1387,
  targets: ['arm64/cma', 'arm'],
  expected: { builds: 13, runs: 31, seconds: 2900 },
  basis: 'It rests on the builds and boots of this target so far.',
  known: null,
  warnings: [],
}

export const commitDetails = {
  ...{ hash: hashes.culprit, parents: [hashes.parent], subject: commit.subject, author: commit.author },
  ...{ authoredAt: commit.authoredAt, committer: 'Mo Maintainer <mo@example.org>' },
  committedAt: '2026-02-28T09:41:30.000Z',
  message: `${commit.subject}\n\nThe bitmap is needed before the first allocation.\n`,
  files: [{ path: 'mm/cma.c', added: 3, deleted: 7 }],
  hasMoreFiles: false,
  diff: 'diff --git a/mm/cma.c b/mm/cma.c\n--- a/mm/cma.c\n+++ b/mm/cma.c\n@@ -94,7 +94,6 @@\n',
}

export const regression: Regression = {
  id: ids.regression,
  bisectionId: ids.bisection,
  tree: 'next',
  branch: 'master',
  good: hashes.good,
  bad: hashes.bad,
  target: 'arm64/cma',
  architecture: 'arm64',
  test: 'boot',
  signature,
  foundAt: times.tested,
  updatedAt: times.finished,
  source: 'bisection',
  state: 'open',
  triage: null,
  culprit: commit,
  label: 'confirmed',
}

export const regressionDetail: RegressionDetail = {
  ...regression,
  bisectionIds: [ids.bisection],
  origin: null,
  life: [],
  note: null,
  history: [
    {
      ...{ commit: hashes.parent, subject: 'mm/cma: count the pages of an area once', passes: 3, failures: 0 },
      ...{ committedAt: commit.authoredAt, others: 0, bisectionId: ids.bisection, testedAt: times.tested },
    },
    {
      ...{ commit: hashes.culprit, subject: commit.subject, passes: 0, failures: 3 },
      ...{ committedAt: commit.authoredAt, others: 0, bisectionId: ids.bisection, testedAt: times.tested },
    },
  ],
}

export const knownRegression: Regression = {
  ...regression,
  state: 'known',
  triage: {
    state: 'known',
    by: 'ci',
    why: 'https://lore.kernel.org/r/x@example.org',
    commit: null,
    at: times.finished,
  },
}

export const webhook: Webhook = {
  id: ids.webhook,
  origin: 'https://ci.example.org',
  types: ['bisection.finished', 'bisection.failed', 'regression.fixed'],
  description: 'The CI of the memory management tree',
  format: 'standard',
  filters: { trees: ['next'], paths: ['mm/**'] },
  githubSignature: false,
  headers: [],
  disabled: false,
  disabledReason: null,
  lastAttempt: { at: times.finished, status: 204, error: null },
  failingSince: null,
  oldSecretUntil: null,
  createdAt: '2026-01-12T10:05:00.000Z',
}

export const webhookWithSecret = { ...webhook, secret: 'whsec_c2VjcmV0IG9mIHRoZSBleGFtcGxlIHdlYmhvb2s=' }

export const delivery: Delivery = {
  id: ids.delivery,
  webhookId: ids.webhook,
  type: 'bisection.finished',
  state: 'delivered',
  request: `{"type":"bisection.finished","timestamp":"${times.finished}","data":{"id":"${ids.bisection}"}}`,
  attempts: [{ at: times.finished, status: 204, error: null, answer: '', milliseconds: 84 }],
  nextAttemptAt: null,
  createdAt: times.finished,
}

export const mail: Mail = {
  id: ids.mail,
  bisectionId: ids.bisection,
  kind: 'report',
  state: 'held',
  reason: 'The policy is off: a person decides.',
  subject: '[regression] next: arm64 fails to boot: NULL pointer dereference in cma_alloc',
  recipients: [{ address: 'ann@example.org', name: 'Ann Author', field: 'to', reason: 'author of the culprit' }],
  messageId: `<${ids.mail}@kbisect.example.org>`,
  inReplyTo: null,
  text: `Hello,\n\n${hashes.culprit.slice(0, 12)} ("${commit.subject}") is the first bad commit.\n`,
  error: null,
  decidedBy: null,
  createdAt: times.finished,
  sentAt: null,
}

export const sentMail: Mail = { ...mail, state: 'waiting', reason: 'Released by ci.', decidedBy: 'ci' }
export const discardedMail: Mail = { ...mail, state: 'discarded', decidedBy: 'ci' }

export const token: Token = {
  id: ids.token,
  name: 'ci',
  scope: 'submit',
  createdAt: '2026-01-12T10:01:00.000Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: times.asked,
}

export const session: Session = { name: 'ci', scope: 'submit', expiresAt: '2026-04-01T08:14:05.000Z' }

export const auditEntry: AuditEntry = {
  id: 512,
  at: times.asked,
  who: 'ci',
  tokenId: ids.token,
  action: 'bisection.create',
  subject: ids.bisection,
  detail: { tree: 'next', good: 'v5.9-rc5', bad: 'next-20200921', status: 201, address: '192.0.2.7' },
}

export const worker: WorkerPresence = {
  name: 'lab1',
  roles: ['build', 'boot'],
  build: ['arm', 'arm64'],
  boot: ['arm', 'arm64'],
  toolchains: ['gcc 12.2.0 (arm, arm64)'],
  jobs: [`boot ${hashes.parent.slice(0, 12)} on arm64/cma`],
  slots: { build: 1, boot: 2 },
  busy: { build: 0, boot: 1 },
  seenAt: times.tested,
}

const { request: _request, targets: _targets, mergeBases: _bases, createdBy: _by, retryOf: _of, ...rest } = running
const { progress: _progress, search: _search, result: _result, waitingFor: _for, ...runningSummary } = rest

export const overview: Overview = {
  changes: [
    {
      ...{ kind: 'found', commit: hashes.bad, target: 'arm', at: times.tested, regression },
      message: `arm fails, and ${hashes.good.slice(0, 12)} passed.`,
    },
  ],
  running: [{ ...runningSummary, id: ids.older }],
  finished: [summary],
  regressions: [regression],
  workers: [worker],
  queues: { coordinate: { waiting: 0, active: 1, delayed: 0 }, 'boot-arm64': { waiting: 2, active: 1, delayed: 0 } },
  totals: { bisections: 2, running: 1, openRegressions: 1, culprits: 1, probable: 0, heldMails: 1 },
}

export const trends: Trends = {
  days: 30,
  items: [{ tree: 'next', day: '2026-03-02', failing: 5, passing: 11, regressions: 1, bisections: 1, culprits: 1 }],
}

export const configComparison = {
  from: digests.config,
  to: digests.fragment,
  differences: [{ option: 'DMA_CMA', from: 'n', to: 'y' }],
}

export const comparison = {
  first: ids.bisection,
  second: ids.older,
  differences: [
    { field: 'request.bad', first: 'next-20200921', second: 'next-20200918' },
    { field: 'outcome', first: 'culprit', second: null },
  ],
}

export const watchRequest: WatchRequest = {
  name: 'next',
  tree: tree.name,
  branches: ['master', 'tags/next-*'],
  targets: [{ architecture: 'arm' }, { architecture: 'arm64' }],
  schedule: { everySeconds: 1800 },
}

export const watch: Watch = {
  ...watchRequest,
  id: 'w7k2c9n4x1b6v8q3z5m0',
  tests: [{ kind: 'boot' }],
  schedule: { everySeconds: 1800 },
  revisions: 'newest',
  policy: 'notify',
  runs: 2,
  buildsPerDay: null,
  bisections: 2,
  paused: false,
  createdBy: 'ci',
  createdAt: times.asked,
  lookedAt: times.tested,
  lookError: null,
  waiting: 0,
  testing: 1,
  buildsLastDay: 4,
}

const watchResult = {
  ...{ testIndex: 0, sameAs: null, regressionId: null, signature: null, finishedAt: times.tested },
  bisectionId: ids.bisection,
  test: 'boot',
} as const

export const watchedRevision: WatchedRevision = {
  id: 'r3h8d5s1p7f2j9l4t6w0',
  watch: watch.name,
  watchId: watch.id,
  tree: tree.name,
  branch: 'master',
  commit: hashes.bad,
  subject: branch.subject,
  committedAt: branch.committedAt,
  seenAt: times.asked,
  results: [
    {
      ...watchResult,
      ...{ target: 'arm', state: 'failed', passes: 0, failures: 3, signature, regressionId: ids.regression },
      reason: `${hashes.good.slice(0, 12)} passes, and ${hashes.bad.slice(0, 12)} does not.`,
    },
    {
      ...watchResult,
      ...{ target: 'arm64', state: 'passed', passes: 2, failures: 0 },
      reason: `The bad revision ${hashes.bad.slice(0, 12)} passed 2 times: there is nothing to find.`,
    },
  ],
}
