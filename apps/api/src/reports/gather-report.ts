import type { Bisection, Candidate } from '@kbisect/contracts'
import { logExcerpt, type ReportInput, type TellingLog, tellingLogs } from '@kbisect/reports'
import { failureLine } from '@kbisect/verdict'
import type { Dependencies } from '../dependencies.ts'
import { readArtifact } from './read-artifact.ts'

const CANDIDATES_AT_ONCE = 5_000
const LOG_BYTES = 4 << 20

async function allCandidates({ bisections }: Dependencies['store'], id: string): Promise<Candidate[]> {
  const all: Candidate[] = []
  let cursor: string | undefined
  do {
    const page = await bisections.candidates(id, { cursor, limit: CANDIDATES_AT_ONCE })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return all
}

/** What a log says of the failure that it shows. */
async function excerptOf({ artifacts }: Dependencies, log: TellingLog | undefined): Promise<string | undefined> {
  if (log?.showed !== 'failed' && log?.showed !== 'does not build') return undefined
  // A report without its excerpt is better than none: the log may have been cleaned away.
  const text = await readArtifact(artifacts, log.digest, LOG_BYTES)
  return text === undefined ? undefined : logExcerpt(text, failureLine)
}

async function culpritOf({ store, openMirror }: Dependencies, bisection: Bisection): Promise<ReportInput['culprit']> {
  const hash = bisection.result?.culprit?.hash
  const tree = hash === undefined ? undefined : await store.trees.byName(bisection.tree)
  if (hash === undefined || !tree) return undefined
  try {
    const { body, files } = await openMirror(tree).commit(hash)
    return { body, files: files.map(({ path }) => path) }
  } catch {
    return undefined
  }
}

/** The facts of a bisection, without what lies outside the database. */
export async function gatherFacts(deps: Dependencies, bisection: Bisection): Promise<ReportInput> {
  const { id } = bisection
  const [candidates, builds, runs] = await Promise.all([
    allCandidates(deps.store, id),
    deps.store.bisections.builds(id),
    deps.store.bisections.runs(id),
  ])
  const base = `${deps.settings.baseUrl()}/api/v1`
  const urls = {
    page: deps.surroundings.pageUrl(id),
    reproduce: `${base}/bisections/${id}/reproduce.sh`,
    log: (run: string) => `${base}/runs/${run}/log`,
    artifact: (digest: string) => `${base}/artifacts/${digest}`,
  }
  return { bisection, candidates, builds, runs, urls, reporter: deps.settings.reporter }
}

/** All that a report is made of. */
export async function gatherReport(deps: Dependencies, bisection: Bisection): Promise<ReportInput> {
  const [facts, culprit] = await Promise.all([gatherFacts(deps, bisection), culpritOf(deps, bisection)])
  const input = { ...facts, ...(culprit ? { culprit } : {}) }
  const excerpt = await excerptOf(deps, tellingLogs(input).bad)
  return excerpt === undefined ? input : { ...input, logExcerpt: excerpt }
}
