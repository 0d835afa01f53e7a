import type { Client } from 'openapi-fetch'
import type { paths } from './schema.js'

/** Names and ids of what is there to be asked for. */
export interface Given {
  readonly tree: string
  /** A directory with a git repository in it. */
  readonly repository: string
  readonly commit: string
  /** Finished, with a build, a run and a regression. */
  readonly bisection: string
  /** May be deleted. */
  readonly unwanted: string
  /** Paused, with `commit` in its range. */
  readonly paused: string
  readonly task: string
  readonly run: string
  readonly artifact: string
  /** Digest of the text of a configuration file. */
  readonly configFile: string
  readonly regression: string
  /** Of the paths, when they are asked for after something was made. */
  /** A watch with two revisions. */
  readonly seen: Record<'watch' | 'before' | 'commit', string>
  readonly made: Record<'webhook' | 'token' | 'delivery' | 'watch', string>
  /** Held: one to be sent, one to be discarded. */
  readonly mails: Record<'wanted' | 'unwanted', string>
  readonly token: string
}

type Call = (client: Client<paths>, given: Given) => Promise<{ response: Response; data?: unknown; error?: unknown }>

const json = { headers: { accept: 'application/json' } }

/**
 * A call of every operation of the description, in an order in which each can succeed. A new route
 * needs a line here; its name is in the message of the test that misses it.
 */
export const calls: Record<string, Call> = {
  getSession: (client) => client.GET('/api/v1/session'),
  createSession: (client, { token }) => client.POST('/api/v1/session', { body: { token } }),
  deleteSession: (client) => client.DELETE('/api/v1/session'),
  listTrends: (client) => client.GET('/api/v1/trends', { params: { query: { days: 7 } } }),
  getOverview: (client) => client.GET('/api/v1/overview'),
  listWorkers: (client) => client.GET('/api/v1/workers'),

  createTree: (client, { repository }) => client.POST('/api/v1/trees', { body: { name: 'another', url: repository } }),
  listTrees: (client) => client.GET('/api/v1/trees'),
  getTree: (client, { tree }) => client.GET('/api/v1/trees/{name}', { params: { path: { name: tree } } }),
  changeTree: (client, { tree }) =>
    client.PATCH('/api/v1/trees/{name}', {
      params: { path: { name: tree } },
      body: { commitUrl: 'https://git.example.org/c/{hash}' },
    }),
  fetchTree: (client, { tree }) => client.POST('/api/v1/trees/{name}/fetch', { params: { path: { name: tree } } }),
  listTreeBranches: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/branches', { params: { path: { name: tree } } }),
  getTreeCommit: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/commits/{ref}', { params: { path: { name: tree, ref: 'main~1' } } }),
  listTreeRefs: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/refs', { params: { path: { name: tree }, query: { text: 'm' } } }),
  listTreeTargets: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/targets', { params: { path: { name: tree } } }),
  listTreeRevisions: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/revisions', { params: { path: { name: tree }, query: { limit: 1 } } }),
  getTreeFeed: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/feed', { params: { path: { name: tree } }, parseAs: 'text' }),
  getTreeBadge: (client, { tree }) =>
    client.GET('/api/v1/trees/{name}/badge.svg', { params: { path: { name: tree } }, parseAs: 'text' }),
  setTreeCredentials: async (client) => {
    await client.POST('/api/v1/trees', { body: { name: 'private', url: 'https://git.kbisect.invalid/x.git' } })
    const params = { path: { name: 'private' } }
    return await client.PUT('/api/v1/trees/{name}/credentials', { params, body: { password: 'a token' } })
  },
  deleteTreeCredentials: (client) =>
    client.DELETE('/api/v1/trees/{name}/credentials', { params: { path: { name: 'private' } } }),
  deleteTree: (client) => client.DELETE('/api/v1/trees/{name}', { params: { path: { name: 'another' } } }),

  createBisection: (client, { tree }) =>
    client.POST('/api/v1/bisections', {
      params: { header: { 'idempotency-key': 'one' } },
      body: { tree, good: 'c0', bad: 'main', target: { architecture: 'arm64' }, test: { kind: 'build' } },
    }),
  listBisections: (client, { tree }) =>
    client.GET('/api/v1/bisections', { params: { query: { tree, state: 'finished', sort: '-finishedAt', limit: 5 } } }),
  getBisection: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}', { params: { path: { id: bisection } } }),
  compareBisections: (client, { bisection, paused }) =>
    client.GET('/api/v1/bisections/{id}/compare/{other}', { params: { path: { id: bisection, other: paused } } }),
  listBisectionCandidates: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/candidates', { params: { path: { id: bisection }, query: { limit: 2 } } }),
  listBisectionBuilds: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/builds', { params: { path: { id: bisection }, query: { limit: 200 } } }),
  listBisectionRuns: (client, { bisection, commit }) =>
    client.GET('/api/v1/bisections/{id}/runs', {
      params: { path: { id: bisection }, query: { commit, target: 'arm64', sort: '-finishedAt', limit: 200 } },
    }),
  getBisectionCommit: (client, { bisection, commit }) =>
    client.GET('/api/v1/bisections/{id}/commits/{hash}', { params: { path: { id: bisection, hash: commit } } }),
  getBisectionReport: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/report', { params: { path: { id: bisection }, query: { format: 'json' } } }),
  getBisectionBisectLog: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/bisect-log', { params: { path: { id: bisection } }, parseAs: 'text' }),
  getBisectionReproduceScript: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/reproduce.sh', { params: { path: { id: bisection } }, parseAs: 'text' }),
  getBisectionKcidb: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/kcidb', { params: { path: { id: bisection } } }),
  triageBisection: (client, { bisection }) =>
    client.POST('/api/v1/bisections/{id}/triage', { params: { path: { id: bisection } }, body: { state: 'known' } }),
  getBisectionTaskLog: (client, { bisection, task }) =>
    client.GET('/api/v1/bisections/{id}/tasks/{task}/log', {
      params: { path: { id: bisection, task }, query: { follow: false } },
      parseAs: 'text',
    }),
  listBisectionEvents: (client, { bisection }) =>
    client.GET('/api/v1/bisections/{id}/events', { params: { path: { id: bisection }, query: { last: 50 } }, ...json }),
  listEvents: (client) => client.GET('/api/v1/events', { params: { query: { after: 0 } }, ...json }),
  previewBisection: (client, { tree }) =>
    client.POST('/api/v1/bisections/preview', {
      body: { tree, good: 'c0', bad: 'main', target: { architecture: 'arm64' } },
    }),
  retryBisection: (client, { bisection }) =>
    client.POST('/api/v1/bisections/{id}/retry', { params: { path: { id: bisection } } }),
  rerunBisectionCandidate: (client, { paused, commit }) =>
    client.POST('/api/v1/bisections/{id}/candidates/{hash}/rerun', {
      params: { path: { id: paused, hash: commit } },
      body: { runs: 2 },
    }),
  setBisectionCandidateVerdict: (client, { paused, commit }) =>
    client.PUT('/api/v1/bisections/{id}/candidates/{hash}/verdict', {
      params: { path: { id: paused, hash: commit } },
      body: { verdict: 'bad', why: 'it fails on my desk' },
    }),
  resumeBisection: (client, { paused }) =>
    client.POST('/api/v1/bisections/{id}/resume', { params: { path: { id: paused } } }),
  cancelBisection: (client, { paused }) =>
    client.POST('/api/v1/bisections/{id}/cancel', { params: { path: { id: paused } } }),
  deleteBisection: (client, { unwanted }) =>
    client.DELETE('/api/v1/bisections/{id}', { params: { path: { id: unwanted } } }),

  getRun: (client, { run }) => client.GET('/api/v1/runs/{id}', { params: { path: { id: run } } }),
  getRunLog: (client, { run }) =>
    client.GET('/api/v1/runs/{id}/log', { params: { path: { id: run } }, parseAs: 'text' }),
  getConfigFile: (client, { configFile }) =>
    client.GET('/api/v1/config-files/{digest}', { params: { path: { digest: configFile } }, parseAs: 'text' }),
  getConfigDiff: (client, { configFile }) =>
    client.GET('/api/v1/config-diff', { params: { query: { from: configFile, to: configFile } } }),
  getArtifact: (client, { artifact }) =>
    client.GET('/api/v1/artifacts/{digest}', { params: { path: { digest: artifact } }, parseAs: 'blob' }),

  getFeed: (client) => client.GET('/api/v1/feed', { parseAs: 'text' }),
  listRegressions: (client) => client.GET('/api/v1/regressions', { params: { query: { state: 'open' } } }),
  getRegression: (client, { regression }) =>
    client.GET('/api/v1/regressions/{id}', { params: { path: { id: regression } } }),

  createRegression: (client, { tree }) =>
    client.POST('/api/v1/regressions', {
      body: { tree, good: 'c0', bad: 'main', target: { architecture: 'arm' }, why: 'seen on a board' },
    }),
  triageRegression: (client, { regression }) =>
    client.POST('/api/v1/regressions/{id}/triage', { params: { path: { id: regression } }, body: { state: 'open' } }),

  listMails: (client) => client.GET('/api/v1/mails', { params: { query: { state: 'held' } } }),
  sendMail: (client, { mails }) => client.POST('/api/v1/mails/{id}/send', { params: { path: { id: mails.wanted } } }),
  discardMail: (client, { mails }) =>
    client.POST('/api/v1/mails/{id}/discard', { params: { path: { id: mails.unwanted } } }),

  createWatch: async (client, { made, tree }) => {
    const answer = await client.POST('/api/v1/watches', {
      body: { name: 'watched', tree, branches: ['main'], targets: [{ architecture: 'arm64' }] },
    })
    made.watch = answer.data?.id ?? ''
    return answer
  },
  listWatches: (client, { tree }) => client.GET('/api/v1/watches', { params: { query: { tree } } }),
  getWatch: (client, { made }) => client.GET('/api/v1/watches/{id}', { params: { path: { id: made.watch } } }),
  changeWatch: (client, { made }) =>
    client.PATCH('/api/v1/watches/{id}', { params: { path: { id: made.watch } }, body: { runs: 3 } }),
  lookAtWatch: (client, { made }) => client.POST('/api/v1/watches/{id}/look', { params: { path: { id: made.watch } } }),
  receivePush: (client, { tree }) => client.POST('/api/v1/hooks/push', { body: { tree, ref: 'refs/heads/main' } }),
  listWatchBranches: (client, { made }) =>
    client.GET('/api/v1/watches/{id}/branches', { params: { path: { id: made.watch } } }),
  listWatchRevisions: (client, { made }) =>
    client.GET('/api/v1/watches/{id}/revisions', { params: { path: { id: made.watch }, query: { branch: 'main' } } }),
  getRevisionFailures: (client, { seen: { watch: id, commit } }) =>
    client.GET('/api/v1/watches/{id}/revisions/{commit}/failures', { params: { path: { id, commit } } }),
  compareRevisions: (client, { seen: { watch: id, before, commit } }) =>
    client.GET('/api/v1/watches/{id}/compare', { params: { path: { id }, query: { a: before, b: commit } } }),
  deleteWatch: (client, { made }) => client.DELETE('/api/v1/watches/{id}', { params: { path: { id: made.watch } } }),

  createWebhook: async (client, { made }) => {
    const answer = await client.POST('/api/v1/webhooks', { body: { url: 'http://127.0.0.1:9/hook' } })
    made.webhook = answer.data?.id ?? ''
    return answer
  },
  listWebhooks: (client) => client.GET('/api/v1/webhooks'),
  getWebhook: (client, { made }) => client.GET('/api/v1/webhooks/{id}', { params: { path: { id: made.webhook } } }),
  changeWebhook: (client, { made }) =>
    client.PATCH('/api/v1/webhooks/{id}', {
      params: { path: { id: made.webhook } },
      body: { description: 'another', filters: { paths: ['mm/**'] } },
    }),
  rotateWebhook: (client, { made }) =>
    client.POST('/api/v1/webhooks/{id}/rotate', { params: { path: { id: made.webhook } } }),
  testWebhook: async (client, { made }) => {
    const answer = await client.POST('/api/v1/webhooks/{id}/test', { params: { path: { id: made.webhook } } })
    made.delivery = answer.data?.deliveryId ?? ''
    return answer
  },
  redeliverDelivery: (client, { made }) =>
    client.POST('/api/v1/deliveries/{id}/redeliver', { params: { path: { id: made.delivery } } }),
  listWebhookDeliveries: (client, { made }) =>
    client.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id: made.webhook } } }),
  deleteWebhook: (client, { made }) =>
    client.DELETE('/api/v1/webhooks/{id}', { params: { path: { id: made.webhook } } }),

  createToken: async (client, { made }) => {
    const answer = await client.POST('/api/v1/tokens', { body: { name: 'client', scope: 'read' } })
    made.token = answer.data?.id ?? ''
    return answer
  },
  listTokens: (client) => client.GET('/api/v1/tokens'),
  deleteToken: (client, { made }) => client.DELETE('/api/v1/tokens/{id}', { params: { path: { id: made.token } } }),
  listAudit: (client) => client.GET('/api/v1/audit', { params: { query: { limit: 1 } } }),
}
