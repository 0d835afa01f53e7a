import type { CommitGraph, Decision, Choice as EngineChoice, Posterior } from '@kbisect/bisect'
import type { Choice, Search, TestKind } from '@kbisect/contracts'
import type { RangeCommit } from '../model/facts.ts'

const STRETCHES = 200
const RANKED = 20

/**
 * The state of the search, as pages show it. Numbers are rounded, so that equal beliefs look
 * equal.
 */
export function searchState(
  range: readonly RangeCommit[],
  { posterior }: Decision,
  choices: readonly Choice[],
): Search {
  return {
    effective: round(posterior.effective, 2),
    canChange: posterior.canChange,
    noChange: round(posterior.noChange, 4),
    notMonotone: round(posterior.notMonotone, 4),
    ranked: ranked(range, posterior, RANKED),
    strip: stripOf(posterior),
    choices: [...choices],
  }
}

/** The most probable commits, first the best; ties go to the older one. */
export function ranked(range: readonly RangeCommit[], { commits }: Posterior, most: number): Search['ranked'] {
  const order = [...commits.keys()].sort((a, b) => (commits[b] ?? 0) - (commits[a] ?? 0) || a - b)
  return order.slice(0, most).flatMap((at) => {
    const commit = range[at]
    const probability = round(commits[at] ?? 0, 4)
    return commit && probability > 0 ? [{ commit: commit.hash, subject: commit.subject, probability }] : []
  })
}

function stripOf({ commits }: Posterior): number[] {
  const count = Math.min(STRETCHES, commits.length)
  const strip = Array.from({ length: count }, () => 0)
  for (const [at, probability] of commits.entries()) {
    const section = Math.floor((at * count) / commits.length)
    strip[section] = (strip[section] ?? 0) + probability
  }
  return strip.map((probability) => round(probability, 4))
}

/**
 * A choice with its reason.
 * @param isControl whether its commit builds without the patch
 */
export function describeChoice(
  choice: EngineChoice,
  graph: CommitGraph,
  range: readonly RangeCommit[],
  test: TestKind,
  isControl: boolean,
): Choice {
  const { commit, stage, bits, bad } = choice
  const at = graph.indexOf(commit)
  const subject = (at === undefined ? undefined : range[at]?.subject) ?? ''
  return {
    commit,
    subject,
    action: stage,
    bits: round(bits, 4),
    bad: round(bad, 4),
    reason: isControl ? controlReason(choice) : reasonOf(choice, test, at !== undefined),
  }
}

const controlReason = ({ patch = '', stage }: EngineChoice): string =>
  `shows what ${patch.slice(0, 12)} does by itself; ${stage === 'boot' ? 'image is built' : 'to be built with it applied'}`

function reasonOf({ stage, runs, bad, patch }: EngineChoice, test: string, inRange: boolean): string {
  if (!inRange) return 'is the good revision: how often it fails without the fault is not known well enough'

  const fix = patch === undefined ? '' : `; with ${patch.slice(0, 12)} applied, as commits here do not build without it`
  if (runs === 0) return 'shows where the untestable region was fixed; only built'
  const first = Math.round(bad * 100)
  const split = `splits the remaining probability ${first} : ${100 - first}`
  if (stage === 'boot') return `${split}; image is built${fix}`
  const more = runs > 1 ? `, then about ${runs} runs` : ''
  return test === 'build' ? `${split}${fix}` : `${split}; to be built${more}${fix}`
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
