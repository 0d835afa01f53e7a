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
import { FACTS_AT_ONCE, type FactPages } from '../fact-pages.ts'
import { firstBadRun } from '../representative-logs.ts'
import { reportTitle } from '../text/format-result.ts'
import { oneLine, short } from '../text-format.ts'
import { buildId, isPlain, kcidbBuild, kcidbCheckout, kcidbTest, statusOf, testId } from './kcidb-facts.ts'
import type { KcidbInput } from './kcidb-input.ts'
import { clean, publicUrl } from './kcidb-values.ts'

/** What was found, as an issue of the code; undefined where nothing of the kernel's was. */
function issueOf({ bisection, origin, urls }: KcidbInput): KcidbIssue | undefined {
  const { result, finishedAt } = bisection
  if (!result || !finishedAt || (result.outcome !== 'culprit' && result.outcome !== 'range')) return undefined
  const { culprit, label, probability, checks, assumptions, affectedTargets, signature, range } = result
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
        affectedTargets,
        signature,
      },
    },
  })
}

type Seen = 'present' | 'absent' | 'unknown'

/**
 * Whether a failure elsewhere is this one: on other targets one bug may look otherwise, and the
 * result says whether they are affected.
 */
function isThisFailure({ bisection, isSame }: KcidbInput, target: string, signature: Signature): boolean {
  if (target === bisection.target || isSame(signature)) return isSame(signature)
  const entry = bisection.result?.affectedTargets.find((one) => one.target === target)
  return entry?.result === 'affected' && entry.signature?.text === signature.text
}

function seenIn(input: KcidbInput, { target, result }: Run): Seen {
  const status = statusOf(input, result)
  if (status === 'PASS') return 'absent'
  if (status !== 'FAIL') return 'unknown'
  if (result.kind !== 'failed') return 'present'
  return isThisFailure(input, target, result.signature) ? 'present' : 'unknown'
}

/** Of builds only failures tell: that a kernel builds says nothing of how it boots. */
function seenInBuild(input: KcidbInput, { target, result, signature }: Build): Seen {
  const isBuild = input.bisection.result?.signature?.kind === 'build-failed'
  if (!isBuild) return 'unknown'
  if (result === 'built') return 'absent'
  return signature && isThisFailure(input, target, signature) ? 'present' : 'unknown'
}

/** What a build or a test says of the issue. */
interface Sighting {
  readonly id: string
  readonly of: 'build' | 'test'
  readonly isPresent: boolean
}

function sighting(seen: Seen, id: string, of: Sighting['of']): Sighting[] {
  return seen === 'unknown' ? [] : [{ id, of, isPresent: seen === 'present' }]
}

function incident({ origin }: KcidbInput, issue: KcidbIssue, { id, of, isPresent }: Sighting): KcidbIncident {
  return {
    id: `${id}_incident`,
    origin,
    issue_id: issue.id,
    issue_version: issue.version,
    present: isPresent,
    ...(of === 'build' ? { build_id: id } : { test_id: id }),
  }
}

/** The builds that runs can belong to. */
class Builds {
  readonly #of = new Map<string, { readonly id: string; readonly digests: readonly string[] }[]>()

  add({ id, commit, target, artifacts }: Build): void {
    const key = `${commit} ${target}`
    const known = this.#of.get(key) ?? []
    known.push({ id, digests: artifacts.map(({ digest }) => digest) })
    this.#of.set(key, known)
  }

  /**
   * The build whose image was booted; the first of the commit where the run does not name its
   * image.
   */
  find({ commit, target, image }: Run): { readonly id: string } | undefined {
    const own = this.#of.get(`${commit} ${target}`) ?? []
    return own.find(({ digests }) => digests.includes(image ?? '')) ?? own[0]
  }
}

/** A list of the document, as text, some elements at a time. */
async function* listOf(name: keyof Kcidb, parts: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  yield `,"${name}":[`
  let before = ''
  for await (const part of parts) {
    if (part.length > 0) yield `${before}${part.map((element) => JSON.stringify(element)).join(',')}`
    if (part.length > 0) before = ','
  }
  yield ']'
}

async function* inParts<T>(all: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < all.length; at += FACTS_AT_ONCE) yield all.slice(at, at + FACTS_AT_ONCE)
}

/**
 * What a bisection did and found, for KernelCI's common results database: a checkout for each
 * commit that was built, its builds, a test for each run, and an issue with where it showed and
 * where not. Only commits as they are in the tree; nothing that a stranger cannot reach. The JSON
 * text comes in parts, each made of one page of facts, as a whole document can have hundreds of
 * megabytes.
 */
export async function* kcidbExport(input: KcidbInput, facts: FactPages): AsyncGenerator<string> {
  const builds = new Builds()
  /**
   * Of the builds, so that each build has a checkout also where further ones are stored meanwhile.
   */
  const commits = new Set<string>()
  const issue = issueOf(input)
  const shown = firstBadRun(input)
  const sightings: Sighting[] = []
  const note = (found: readonly Sighting[]): void => {
    if (issue) sightings.push(...found)
  }
  yield `{"version":${JSON.stringify({ major: KCIDB_MAJOR, minor: KCIDB_MINOR })}`
  yield* listOf('builds', buildsOf())
  yield* listOf('checkouts', checkoutsOf())
  yield* listOf('tests', testsOf())
  yield* listOf('issues', inParts(issue ? [issue] : []))
  yield* listOf('incidents', incidentsOf())
  yield '}'

  async function* buildsOf() {
    for await (const page of facts.builds()) {
      const plain = page.filter(isPlain)
      for (const { commit } of plain) commits.add(commit)
      const made = plain.filter(({ result }) => result !== 'conflict')
      for (const build of made) {
        builds.add(build)
        note(sighting(seenInBuild(input, build), buildId(input, build), 'build'))
      }
      yield made.map((build) => kcidbBuild(input, build))
    }
  }

  async function* checkoutsOf() {
    const candidates = new Map(input.candidates.map((candidate) => [candidate.hash, candidate]))
    for await (const part of inParts([...commits]))
      yield part.map((commit) => kcidbCheckout(input, commit, candidates.get(commit)))
  }

  async function* testsOf() {
    for await (const page of facts.runs())
      yield page.filter(isPlain).flatMap((run) => {
        const build = builds.find(run)
        if (!build) return []
        note(sighting(seenIn(input, run), testId(input, run), 'test'))
        return [kcidbTest(input, run, build, run.id === shown?.id ? input.logExcerpt : undefined)]
      })
  }

  async function* incidentsOf() {
    if (!issue) return
    for await (const part of inParts(sightings)) yield part.map((one) => incident(input, issue, one))
  }
}
