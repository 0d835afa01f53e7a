import * as around from './around.ts'
import * as documents from './documents.ts'
import * as things from './things.ts'
import * as watched from './watched.ts'

/** What a client sends to an operation and what it gets. */
export interface OperationExample {
  readonly request?: unknown
  /** By status and media type; of an operation without content, nothing. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const JSON_TYPE = 'application/json'
const answers = (answer: unknown, ...statuses: number[]) => ({
  answers: Object.fromEntries(
    (statuses.length > 0 ? statuses : [200]).map((status) => [status, { [JSON_TYPE]: answer }]),
  ),
})
const page = (item: unknown) => answers({ items: [item], next: null })
const files = (type: string, text: string, ...statuses: number[]) => ({
  answers: Object.fromEntries((statuses.length > 0 ? statuses : [200]).map((status) => [status, { [type]: text }])),
})
const nothing: OperationExample = { answers: {} }

const { bisection, queued, running, hashes, ids } = things
const enqueued = { deliveryId: ids.delivery }
const events = {
  answers: { 200: { 'text/event-stream': documents.eventStream, [JSON_TYPE]: documents.eventPage } },
}
const text = 'text/plain'

/** An example of every operation of the API, by its id. */
export const operationExamples: Readonly<Record<string, OperationExample>> = {
  createSession: { request: { token: 'kbs_4tq8y1n6r3vz9xw2' }, ...answers(around.session) },
  deleteSession: nothing,
  getSession: answers({ ...around.session, reads: 'token' }),

  createTree: {
    request: { name: around.tree.name, url: around.tree.url },
    ...answers(around.fetchedTree, 202),
  },
  listTrees: page(around.tree),
  getTree: answers(around.tree),
  changeTree: {
    request: { commitUrl: around.tree.commitUrl },
    ...answers(around.tree),
  },
  deleteTree: nothing,
  fetchTree: answers(around.fetchedTree, 202),
  listTreeBranches: page(around.branch),
  getTreeCommit: answers(around.resolved),
  setTreeCredentials: {
    request: { user: 'kbisect', password: 'an access token that may read the repository' },
    ...answers({ ...around.fetchedTree, hasCredentials: true }),
  },
  deleteTreeCredentials: nothing,
  listTreeRefs: answers({ items: [around.ref] }),
  listTreeTargets: answers({ items: [around.knownTarget] }),
  listTreeRevisions: page(around.revision),
  getTreeFeed: files('application/atom+xml', documents.feed),
  getTreeBadge: files('image/svg+xml', documents.badge),

  createBisection: {
    request: things.request,
    answers: { 201: { [JSON_TYPE]: queued }, 200: { [JSON_TYPE]: bisection } },
  },
  listBisections: page(things.summary),
  getBisection: answers(bisection),
  deleteBisection: nothing,
  cancelBisection: answers(running, 202),
  resumeBisection: answers(running, 202),
  previewBisection: { request: things.request, ...answers(around.preview) },
  retryBisection: answers({ ...queued, id: ids.older, retryOf: ids.bisection }, 201),
  rerunBisectionCandidate: { request: { runs: 5, why: 'It looks flaky.' }, ...answers(running, 202) },
  setBisectionCandidateVerdict: {
    request: { verdict: 'bad', why: 'It hangs on our board in the same way.' },
    ...answers({
      ...things.candidate,
      override: { verdict: 'bad', by: 'ci', why: 'It hangs on our board in the same way.', at: things.times.tested },
    }),
  },
  listBisectionCandidates: page(things.candidate),
  listBisectionBuilds: page(things.build),
  listBisectionRuns: page(things.run),
  getBisectionCommit: answers(around.commitDetails),
  listBisectionEvents: events,
  listEvents: events,
  getBisectionReport: {
    answers: {
      200: {
        [text]: documents.textReport,
        'text/markdown': documents.markdownReport,
        [JSON_TYPE]: documents.report,
      },
    },
  },
  getBisectionBisectLog: files(text, documents.bisectLog),
  getBisectionReproduceScript: files('text/x-shellscript', documents.script),
  getBisectionKcidb: answers(documents.kcidb),
  compareBisections: answers(around.comparison),
  getBisectionTaskLog: files(text, documents.consoleLog),
  getConfigFile: files(text, 'CONFIG_DMA_CMA=y\n'),
  getConfigDiff: answers(around.configComparison),

  createRegression: {
    request: {
      ...{ tree: 'next', good: 'v5.9-rc5', bad: hashes.bad, target: { architecture: 'arm64' } },
      why: 'https://lore.kernel.org/r/report@example.org',
    },
    ...answers({ ...around.regression, source: 'api', note: null }, 201),
  },
  listRegressions: page(around.regression),
  getRegression: answers(around.regressionDetail),
  triageBisection: {
    request: { state: 'known', why: 'https://lore.kernel.org/r/x@example.org' },
    ...answers(around.knownRegression),
  },
  triageRegression: {
    request: { state: 'known', why: 'https://lore.kernel.org/r/x@example.org' },
    ...answers(around.knownRegression),
  },
  getFeed: files('application/atom+xml', documents.feed),

  getRun: answers(things.run),
  getRunLog: files(text, documents.consoleLog),
  getArtifact: files('application/octet-stream', 'CONFIG_ARM64=y\n'),

  listMails: page(around.mail),
  sendMail: answers(around.sentMail),
  discardMail: answers(around.discardedMail),

  createWatch: { request: around.watchRequest, ...answers(around.watch, 201) },
  listWatches: page(around.watch),
  getWatch: answers(around.watch),
  changeWatch: { request: { paused: true }, ...answers({ ...around.watch, paused: true }) },
  deleteWatch: nothing,
  lookAtWatch: answers(around.watch, 202),
  receivePush: {
    request: { tree: around.tree.name, ref: 'refs/heads/master' },
    ...answers({ watches: [around.watch.name] }, 202),
  },
  listWatchBranches: page({ name: 'master' }),
  listWatchRevisions: page(around.watchedRevision),
  getRevisionFailures: answers(watched.failures),
  compareRevisions: answers(watched.comparison),

  createWebhook: {
    request: { url: 'https://ci.example.org/kbisect', filters: { trees: ['next'], paths: ['mm/**'] } },
    ...answers(around.webhookWithSecret, 201),
  },
  listWebhooks: page(around.webhook),
  getWebhook: answers(around.webhook),
  changeWebhook: { request: { description: 'The CI of mm', filters: { trees: ['next'] } }, ...answers(around.webhook) },
  deleteWebhook: nothing,
  rotateWebhook: answers(around.webhookWithSecret),
  testWebhook: answers(enqueued, 202),
  listWebhookDeliveries: page(around.delivery),
  redeliverDelivery: answers(enqueued, 202),

  getOverview: answers(around.overview),
  listWorkers: page(around.worker),
  listTrends: answers(around.trends),

  listTokens: page(around.token),
  createToken: {
    request: { name: 'ci', scope: 'submit' },
    ...answers({ ...around.token, token: 'kbs_4tq8y1n6r3vz9xw2' }, 201),
  },
  deleteToken: nothing,
  listAudit: page(around.auditEntry),
}
