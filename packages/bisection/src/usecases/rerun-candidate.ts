import { failureText, testOf } from '@kbisect/contracts'
import { ConflictError, NotFoundError } from '../model/errors.ts'
import { Evidence } from '../model/evidence.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import type { BisectionStore, ControlPorts } from '../model/ports.ts'
import { quoted } from '../model/quoted.ts'
import { runnableRevision } from '../model/runnable-revision.ts'
import { findToAddTo, reopening } from './reopen-bisection.ts'

export interface Rerun {
  /** How many more. */
  readonly runs: number
  readonly by: string
  readonly why: string | null
}

/**
 * Has a commit booted some more times on the main target; its build is made where there is none. A
 * bisection that was done is reopened, and ends again from all facts.
 * @throws NotFoundError; ConflictError where there is nothing to boot
 */
export async function rerunCandidate(
  { store, queue }: ControlPorts,
  id: string,
  commit: string,
  { runs, by, why }: Rerun,
): Promise<void> {
  await store.exclusively(id, async () => {
    const record = await findToAddTo(store, id)
    const name = await nameOf(store, record, commit)
    const facts = await store.facts(id)
    const known = knownRuns(record, new Evidence(facts), commit)
    const asked = facts.reruns.filter((rerun) => rerun.commit === commit).map((rerun) => rerun.runs)
    const times = runs === 1 ? 'once more' : `${runs} times more`
    const message = `${by} wants ${name} booted ${times}${why ? `: ${quoted(why)}` : ''}.`
    const event = { type: 'rerun', message, data: { commit, runs, by, ...(why ? { why } : {}) } } as const
    const rerun = { commit, runs: Math.max(known, ...asked) + runs, by, why }
    await store.addRerun(id, rerun, { changes: reopening(record), events: [event] })
  })
  await queue.advance(id)
}

function knownRuns(record: BisectionRecord, evidence: Evidence, commit: string): number {
  if (testOf(record.request).kind === 'build')
    throw new ConflictError('the test of this bisection is the build itself, which tells the same each time', {
      value: commit,
      hint: 'set its verdict instead, or start a bisection with another test',
    })
  const target = mainTarget(record)
  const revision = runnableRevision(evidence, commit, target)
  const build = evidence.build(revision, target)
  if (build && build.result !== 'built') {
    const why = build.signature ? failureText(build.signature) : 'unknown error'
    throw new ConflictError(`${commit.slice(0, 12)} does not build (${why}): there is no kernel to boot`, {
      value: commit,
      hint: 'take a commit that builds, or set the verdict of this one',
    })
  }
  return evidence.runs(revision, target).length
}

/** Commits of the range by their subjects, and the kernels from before it. */
async function nameOf(store: BisectionStore, record: BisectionRecord, commit: string): Promise<string> {
  const short = commit.slice(0, 12)
  if (commit === record.good.hash) return `the good revision ${short}`
  if (record.mergeBases.includes(commit)) return `the merge base ${short}`
  const found = (await store.range(record.id)).find(({ hash }) => hash === commit)
  if (found) return `${short} ("${found.subject}")`
  throw new NotFoundError(
    `bisection ${record.id} has no commit ${commit}: it is neither in its range nor one of its boundaries`,
    { value: commit, hint: `take one of its candidates (GET /api/v1/bisections/${record.id}/candidates)` },
  )
}
