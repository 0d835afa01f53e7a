import type { Bisection, Candidate, CommitPages } from '@kbisect/contracts'
import { type FactLists, factPages, type PageRequest, pagesOf } from './fact-pages.ts'
import { keepFacts } from './kept-facts.ts'
import type { LogReader } from './logs/log-reader.ts'
import type { LogWords } from './logs/read-log.ts'
import type { ReportInput, ReportUrls } from './report-input.ts'
import { type TellingLog, tellingLogs } from './representative-logs.ts'
import { affectedTargetFiles } from './text/format-affected-targets.ts'
import type { ConfigTexts } from './text/target-settings.ts'

/** Where a report's parts lie. */
export interface ReportSources {
  readonly bisections: FactLists & {
    candidates(
      id: string,
      page: PageRequest,
    ): Promise<{ readonly items: readonly Candidate[]; readonly next: string | null }>
    configTexts(digests: readonly string[]): Promise<ConfigTexts>
  }
  readonly artifacts: {
    size(digest: string): Promise<number>
    openRange(digest: string, start: number, end: number): Promise<AsyncIterable<unknown>>
  }
  /** A tree by its name; undefined where there is no such tree any more. */
  tree(name: string): Promise<CommitPages | undefined>
  /** A commit of a tree, by the tree's name; may throw where it cannot be read. */
  commit(tree: string, hash: string): Promise<CulpritCommit | undefined>
  readonly logs: Pick<LogReader, 'read'>
  urls(bisectionId: string): ReportUrls
  /** Address that our reports come from. */
  readonly reporter: string
}

interface CulpritCommit {
  readonly body: string
  readonly files: readonly { readonly path: string }[]
}

/** Where the parts of a report are to be had, below the address of the service. */
export function reportUrls(baseUrl: string, bisectionId: string, reads: ReportUrls['reads']): ReportUrls {
  const api = `${baseUrl}/api/v1`
  const page = `${baseUrl}/bisections/${bisectionId}`
  return {
    reads,
    page,
    runPage: (run) => `${baseUrl}/runs/${run}?bisection=${bisectionId}`,
    buildPage: (commit) => `${page}?tab=builds&commit=${commit}`,
    reproduce: `${api}/bisections/${bisectionId}/reproduce.sh`,
    log: (run) => `${api}/runs/${run}/log`,
    artifact: (digest) => `${api}/artifacts/${digest}`,
  }
}

const CANDIDATES_AT_ONCE = 5_000
const LOG_BYTES = 4 << 20

async function allCandidates({ bisections }: ReportSources, id: string): Promise<Candidate[]> {
  const all: Candidate[] = []
  for await (const page of pagesOf(CANDIDATES_AT_ONCE, (request) => bisections.candidates(id, request)))
    for (const candidate of page) all.push(candidate)
  return all
}

/** What a log says of the failure that it shows. */
async function wordsOf(
  { artifacts, logs }: ReportSources,
  log: TellingLog | undefined,
  printed: string | undefined,
): Promise<LogWords | undefined> {
  if (log?.showed !== 'failed' && log?.showed !== 'does not build') return undefined
  const { digest } = log
  try {
    return await logs.read(async () => {
      const chunks: Buffer[] = []
      const end = Math.min(await artifacts.size(digest), LOG_BYTES)
      for await (const chunk of await artifacts.openRange(digest, 0, end)) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    }, printed)
  } catch {
    // A report without its excerpt is better than none: the log may have been cleaned away.
    return undefined
  }
}

async function culpritOf(sources: ReportSources, bisection: Bisection): Promise<ReportInput['culprit']> {
  const hash = bisection.result?.culprit?.hash
  if (hash === undefined) return undefined
  try {
    const commit = await sources.commit(bisection.tree, hash)
    return commit && { body: commit.body, files: commit.files.map(({ path }) => path) }
  } catch {
    return undefined
  }
}

/**
 * The facts of a bisection that its reports are made of (see {@link keepFacts}), without what lies
 * outside the database.
 */
export async function gatherFacts(sources: ReportSources, bisection: Bisection): Promise<ReportInput> {
  const { id, result } = bisection
  const [candidates, texts] = await Promise.all([
    allCandidates(sources, id),
    sources.bisections.configTexts(affectedTargetFiles(bisection)),
  ])
  const parents = candidates.find(({ hash }) => hash === result?.culprit?.hash)?.parents ?? []
  const { builds, runs } = await keepFacts(factPages(sources.bisections, id), bisection, parents)
  return { bisection, candidates, builds, runs, texts, urls: sources.urls(id), reporter: sources.reporter }
}

/** Reads all that a report of the bisection is made of; what was cleaned away is left out. */
export async function gatherReport(sources: ReportSources, bisection: Bisection): Promise<ReportInput> {
  const [facts, culprit, tree] = await Promise.all([
    gatherFacts(sources, bisection),
    culpritOf(sources, bisection),
    sources.tree(bisection.tree),
  ])
  const words = await wordsOf(sources, tellingLogs(facts).bad, bisection.result?.signature?.line)
  return {
    ...facts,
    ...(culprit ? { culprit } : {}),
    ...(tree ? { tree } : {}),
    ...(words === undefined ? {} : { logExcerpt: words.excerpt }),
    ...(words?.tellingLine === undefined ? {} : { failureLine: words.tellingLine }),
  }
}
