import {
  type Build,
  culpritLabel,
  KCIDB_MAJOR,
  KCIDB_MINOR,
  type Kcidb,
  type KcidbIncident,
  type KcidbIssue,
  labelWords,
  type Run,
  type Signature,
} from '@kbisect/contracts'
import { oneLine, short } from '../layout.ts'
import { reportTitle } from '../result-words.ts'
import { firstBadRun } from '../telling-logs.ts'
import { buildId, checkouts, isPlain, kcidbBuild, kcidbTest, statusOf, testId } from './kcidb-facts.ts'
import type { KcidbInput } from './kcidb-input.ts'
import { clean, publicUrl } from './kcidb-values.ts'

/** What was found, as an issue of the code; undefined where nothing of the kernel's was. */
function issueOf({ bisection, origin, urls }: KcidbInput): KcidbIssue | undefined {
  const { result, finishedAt } = bisection
  if (!result || !finishedAt || (result.outcome !== 'culprit' && result.outcome !== 'range')) return undefined
  const { culprit, label, probability, checks, assumptions, scope, signature, range } = result
  const shown = culpritLabel(result)
  return clean({
    id: `${origin}:bisection_${bisection.id}`,
    origin,
    // Should it go on after its end, what it finds then counts more.
    version: Math.floor(Date.parse(finishedAt) / 1000),
    report_url: publicUrl(urls.page),
    report_subject: reportTitle(bisection),
    culprit: { code: true, tool: false, harness: false },
    comment:
      culprit && shown
        ? `${labelWords(shown).badge}: ${short(culprit.hash)} ("${oneLine(culprit.subject)}")`
        : oneLine(result.reason),
    misc: {
      bisection: {
        id: bisection.id,
        good: bisection.good.hash,
        bad: bisection.bad.hash,
        culprit,
        range: culprit ? undefined : range,
        label,
        probability,
        checks,
        assumptions,
        scope,
        signature,
      },
    },
  })
}

type Seen = 'present' | 'absent' | 'unknown'

/** Whether a failure elsewhere is this one: on other targets one bug may look otherwise, and the scope has decided. */
function isThisFailure({ bisection, isSame }: KcidbInput, target: string, signature: Signature): boolean {
  if (target === bisection.target || isSame(signature)) return isSame(signature)
  const entry = bisection.result?.scope.find((one) => one.target === target)
  return entry?.result === 'affected' && entry.signature?.text === signature.text
}

function seenIn(input: KcidbInput, { target, signal }: Run): Seen {
  const status = statusOf(input, signal)
  if (status === 'PASS') return 'absent'
  if (status !== 'FAIL') return 'unknown'
  if (signal.kind !== 'failed') return 'present'
  return isThisFailure(input, target, signal.signature) ? 'present' : 'unknown'
}

/** Of builds only failures tell: that a kernel builds says nothing of how it boots. */
function seenInBuild(input: KcidbInput, { target, result, signature }: Build): Seen {
  const isBuild = input.bisection.result?.signature?.kind === 'build-failed'
  if (!isBuild) return 'unknown'
  if (result === 'built') return 'absent'
  return signature && isThisFailure(input, target, signature) ? 'present' : 'unknown'
}

function incidentsOf(
  input: KcidbInput,
  issue: KcidbIssue,
  builds: readonly Build[],
  tests: readonly Tested[],
): KcidbIncident[] {
  const incident = (seen: Seen, id: string, where: Pick<KcidbIncident, 'build_id' | 'test_id'>): KcidbIncident[] =>
    seen === 'unknown'
      ? []
      : [
          {
            id: `${id}_incident`,
            origin: input.origin,
            issue_id: issue.id,
            issue_version: issue.version,
            present: seen === 'present',
            ...where,
          },
        ]
  return [
    ...builds.flatMap((build) =>
      incident(seenInBuild(input, build), buildId(input, build), { build_id: buildId(input, build) }),
    ),
    ...tests.flatMap(({ run }) => incident(seenIn(input, run), testId(input, run), { test_id: testId(input, run) })),
  ]
}

interface Tested {
  readonly run: Run
  readonly build: Build
}

/** The build whose image was booted; the first of the commit where the run does not name its image. */
function buildOfRun(builds: readonly Build[], run: Run): Build | undefined {
  const own = builds.filter(({ commit, target }) => commit === run.commit && target === run.target)
  return own.find(({ artifacts }) => artifacts.some(({ digest }) => digest === run.image)) ?? own[0]
}

/**
 * What a bisection did and found, for KernelCI's common results database: a checkout for each commit that was built, its builds, a test for
 * each run, and an issue with where it showed and where not. Only commits as they are in the tree; nothing that a stranger cannot reach.
 */
export function kcidbExport(input: KcidbInput): Kcidb {
  const builds = input.builds.filter((build) => isPlain(build) && build.result !== 'conflict')
  const tests = input.runs.filter(isPlain).flatMap((run) => {
    const build = buildOfRun(builds, run)
    return build ? [{ run, build }] : []
  })
  const issue = issueOf(input)
  const shown = firstBadRun(input)
  return {
    version: { major: KCIDB_MAJOR, minor: KCIDB_MINOR },
    checkouts: checkouts(input),
    builds: builds.map((build) => kcidbBuild(input, build)),
    tests: tests.map(({ run, build }) => kcidbTest(input, run, build, run === shown ? input.logExcerpt : undefined)),
    issues: issue ? [issue] : [],
    incidents: issue ? incidentsOf(input, issue, builds, tests) : [],
  }
}
