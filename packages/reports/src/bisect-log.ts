import { type Bisection, isConfirmed } from '@kbisect/contracts'
import { oneLine, short } from './layout.ts'
import type { ReportInput } from './report-input.ts'

/** What a bisection log is made of. */
export interface BisectLogInput extends Pick<ReportInput, 'candidates' | 'runs' | 'builds'> {
  readonly bisection: Pick<Bisection, 'good' | 'bad' | 'target' | 'mergeBases' | 'result'>
}

type Word = 'good' | 'bad' | 'skip'

const HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** When a commit was first tested on the main target; those that never were come last. */
function testedAt(input: BisectLogInput): (hash: string) => number {
  const first = new Map<string, number>()
  for (const fact of [...input.builds, ...input.runs]) {
    if (fact.target !== input.bisection.target || fact.reverted !== null || fact.merged !== null) continue
    first.set(fact.commit, Math.min(first.get(fact.commit) ?? Infinity, Date.parse(fact.finishedAt)))
  }
  return (hash) => first.get(hash) ?? Number.MAX_SAFE_INTEGER
}

/** The patch without which a commit could not be tested on the main target. */
function patchOf({ bisection, builds, runs }: BisectLogInput, hash: string): string | undefined {
  const own = runs.filter(
    ({ commit, target, reverted, merged }) =>
      commit === hash && target === bisection.target && reverted === null && merged === null,
  )
  const hasPlain = builds.some(
    (build) =>
      build.commit === hash && build.target === bisection.target && build.patched === null && build.result === 'built',
  )
  return hasPlain || own.some(({ patched }) => patched === null) ? undefined : (own[0]?.patched ?? undefined)
}

/** Merge bases stand before the range, so they are no candidates: their runs speak. */
function goodMergeBases({ bisection, runs }: BisectLogInput): string[] {
  const on = (hash: string) =>
    runs.filter(({ commit, target, merged }) => commit === hash && target === bisection.target && merged === null)
  return bisection.mergeBases.filter(
    (hash) => on(hash).length > 0 && on(hash).every((run) => run.signal.kind === 'passed'),
  )
}

/** A session of `git bisect` that comes to the same result; `git bisect replay` accepts it. */
export function bisectLog(input: BisectLogInput): string {
  const { bisection, candidates } = input
  const at = testedAt(input)
  const lines: string[] = ['git bisect start']
  const say = (word: Word, hash: string, subject: string): void => {
    if (HASH.test(hash)) lines.push(`# ${word}: [${hash}] ${oneLine(subject)}`.trimEnd(), `git bisect ${word} ${hash}`)
  }
  const ends = new Set([bisection.bad.hash, bisection.good.hash])
  say(
    'bad',
    bisection.bad.hash,
    candidates.find(({ hash }) => hash === bisection.bad.hash)?.subject ?? bisection.bad.ref,
  )
  say('good', bisection.good.hash, bisection.good.ref)
  for (const hash of goodMergeBases(input)) if (!ends.has(hash)) say('good', hash, 'merge base')
  const tested = candidates.filter(({ hash }) => !ends.has(hash)).sort((a, b) => at(a.hash) - at(b.hash))
  for (const { verdict, hash, subject } of tested) {
    if (verdict === 'weak') lines.push(`# not sure: [${hash}] ${oneLine(subject)}`)
    else if (verdict !== null) {
      const fix = patchOf(input, hash)
      if (fix !== undefined) lines.push(`# does not build by itself, tested with ${short(fix)} applied:`)
      say(verdict, hash, subject)
    }
  }
  const { result } = bisection
  if (result?.outcome === 'culprit' && result.culprit) {
    // git’s own words: programs that read such logs take the first for a fact, and the second for a candidate.
    const what = isConfirmed(result) ? 'first bad commit' : 'possible first bad commit'
    lines.push(`# ${what}: [${result.culprit.hash}] ${oneLine(result.culprit.subject)}`)
  } else for (const hash of result?.range ?? []) lines.push(`# possible first bad commit: [${short(hash)}]`)
  return `${lines.join('\n')}\n`
}
