import type { Decision } from '@kbisect/bisect'
import type { OverrideFact } from '../model/facts.ts'
import type { CandidateChange } from '../model/ports.ts'
import { quoted, quotedFailure } from '../model/quoted.ts'
import type { RangeEvidence, Showing } from '../model/range-evidence.ts'
import { checkOffWords } from './format-check-off.ts'
import { overrideWords } from './format-override.ts'

// How sure a word must be; between the two it is `weak`.
const SURE = 0.95

/**
 * What is thought of one commit: a word for those that were tested, with the runs that it rests on.
 * Its drift is added elsewhere.
 */
export function candidateVerdict(
  hash: string,
  at: number,
  { posterior }: Decision,
  { showings }: RangeEvidence,
): Omit<CandidateChange, 'drift'> {
  const noop = posterior.noops[at] === 1
  const possible = posterior.possible[at] === 1
  const showing = showings.get(hash)
  if (!showing) return { hash, verdict: null, reason: null, possible, noop }
  const { passes, failures, others, build, override } = showing
  const change = { hash, possible, noop }
  if (override) return { ...change, verdict: override.verdict, reason: overridden(override, showing) }
  if (passes + failures === 0) {
    // Nothing was seen of it yet: no word, as of a commit that nobody touched.
    if (build?.result === 'built' && others === 0) return { ...change, verdict: null, reason: 'built, and not run yet' }
    return { ...change, verdict: 'skip', reason: obstacleWords(showing) }
  }
  const bad = posterior.bad[at] ?? 0.5
  const verdict = bad >= SURE ? 'bad' : bad <= 1 - SURE ? 'good' : 'weak'
  return { ...change, verdict, reason: runsInWords(showing) }
}

/** With what the runs said, which does not count. */
function overridden(override: OverrideFact, showing: Showing): string {
  const runs = showing.passes + showing.failures > 0 ? ` (by its runs: ${runsInWords(showing)})` : ''
  return `${overrideWords(override)}${runs}`
}

/** Why a revision could not be tested. */
export function obstacleWords({ build, otherSignature, checkOff, override, skipReason }: Showing): string {
  if (override) return overrideWords(override)
  if (build?.result === 'conflict') return `the fix does not apply: ${quotedFailure(build.signature, 'conflict')}`
  if (build?.result === 'failed') return `does not build: ${quotedFailure(build.signature, 'unknown error')}`
  if (checkOff && !otherSignature) return checkOffWords(checkOff)
  if (skipReason && !otherSignature) return quoted(skipReason)
  return `fails otherwise than the bad revision: ${quotedFailure(otherSignature, 'no answer')}`
}

function runsInWords({ passes, failures, signature, build }: Showing): string {
  const patched = build?.revision.patched ? `, with ${build.revision.patched.slice(0, 12)} applied` : ''
  if (failures === 0) return `passed ${times(passes)}${patched}`
  const how = signature ? `: ${quotedFailure(signature)}` : ''
  if (passes === 0) return `failed ${times(failures)}${patched}${how}`
  return `failed ${failures} of ${failures + passes} runs${patched}${how}`
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
