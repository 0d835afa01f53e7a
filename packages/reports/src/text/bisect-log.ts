import { type Bisection, isConfirmed, type Run } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'
import { oneLine, short } from '../text-format.ts'

/** What a bisection log is made of. */
export interface BisectLogInput extends Pick<ReportInput, 'candidates' | 'runs' | 'builds'> {
  readonly bisection: Pick<Bisection, 'good' | 'bad' | 'target' | 'mergeBases' | 'request' | 'result'>
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

/** By commit, the patch without which it could not be tested on the main target. */
function patches({ bisection, builds, runs }: BisectLogInput): ReadonlyMap<string, string> {
  const plain = new Set<string>()
  for (const { commit, target, patched, result } of builds)
    if (target === bisection.target && patched === null && result === 'built') plain.add(commit)
  const applied = new Map<string, string>()
  for (const { commit, target, reverted, merged, patched } of runs) {
    if (target !== bisection.target || reverted !== null || merged !== null) continue
    if (patched === null) plain.add(commit)
    else if (!applied.has(commit)) applied.set(commit, patched)
  }
  return new Map([...applied].filter(([commit]) => !plain.has(commit)))
}

/**
 * Returns the merge bases that are good. They stand before the range, so no candidate says it: the
 * checks of the result do, and the runs where there is no result yet.
 */
function goodMergeBases({ bisection, runs }: BisectLogInput): string[] {
  const { mergeBases, request, result, target } = bisection
  return mergeBases.filter((hash) => {
    const check = result?.checks.find(({ name, commit }) => name === 'merge base' && commit === hash)
    if (check) return check.result === 'passed'
    const own = runs.filter(
      (run) => run.commit === hash && run.target === target && run.merged === null && run.reverted === null,
    )
    return own.length > 0 && own.every(({ result }) => passedForSure(result, request.warnings))
  })
}

/**
 * Returns false as well for a pass in which a check had stopped looking: the failure may have been
 * there unseen.
 */
function passedForSure(result: Run['result'], warnings: Bisection['request']['warnings']): boolean {
  if (result.kind !== 'passed' || (result.checksOff ?? []).length > 0) return false
  return warnings !== 'fail' || (result.warnings ?? []).length === 0
}

/** A session of `git bisect` that comes to the same result; `git bisect replay` accepts it. */
export function bisectLog(input: BisectLogInput): string {
  const { bisection, candidates } = input
  const at = testedAt(input)
  const patchOf = patches(input)
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
      const fix = patchOf.get(hash)
      if (fix !== undefined) lines.push(`# does not build by itself, tested with ${short(fix)} applied:`)
      say(verdict, hash, subject)
    }
  }
  const { result } = bisection
  if (result?.outcome === 'culprit' && result.culprit) {
    // git’s own words: programs that read such logs take the first for a fact, and the second for a
    // candidate.
    const what = isConfirmed(result) ? 'first bad commit' : 'possible first bad commit'
    lines.push(`# ${what}: [${result.culprit.hash}] ${oneLine(result.culprit.subject)}`)
  } else for (const hash of result?.range ?? []) lines.push(`# possible first bad commit: [${short(hash)}]`)
  return `${lines.join('\n')}\n`
}
