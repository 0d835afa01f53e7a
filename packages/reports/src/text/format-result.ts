import {
  type Bisection,
  type BisectionResult,
  badgeOf,
  culpritLabel,
  DEFAULT_MEMORY_MEGABYTES,
  labelWords,
  type Outcome,
  type ResultWords,
  restsOnPatchedBuild,
  shownLabel,
} from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'
import { count, oneLine, short } from '../text-format.ts'
import { whatFails } from './failing-test.ts'
import { affectedTargetsSentence } from './format-affected-targets.ts'
import { checkResultWords, isCheck, unfinishedCheckWords } from './format-check-result.ts'
import { confidenceWords, flakyWords, PATCHED } from './format-confidence.ts'
import { refusalWords } from './format-refusal.ts'
import { isSemanticConflict } from './merge-section.ts'
import type { ConfigTexts } from './target-settings.ts'

/**
 * What a finished bisection found, in sentences for people; undefined while there is no result.
 * @param texts of configuration files, by digest: see {@link affectedTargetFiles}. Without them
 * targets that differ in a file are named.
 */
export function resultWords(bisection: Bisection, texts: ConfigTexts): ResultWords | undefined {
  const { result } = bisection
  if (!result) return undefined
  const affectedTargets = affectedTargetsSentence(bisection, texts)
  return {
    found: `${foundWords(bisection, result)}${memoryHint(bisection, result)}`,
    affectedTargets: affectedTargets === '' ? null : affectedTargets,
    sure: confidenceWords(bisection),
  }
}

function foundWords(bisection: Bisection, result: BisectionResult): string {
  if (isCheck(bisection)) return checkResultWords(bisection, result)
  const { cause, culprit, outcome } = result
  if (culprit && outcome === 'culprit') return culpritWords(bisection, { ...result, culprit })
  const patched = restsOnPatchedBuild(result) ? ` ${PATCHED}` : ''
  if (cause !== null) return `${refusalWords(bisection, { ...result, cause })}${patched}`
  return `${UNCAUSED[outcome]}${oneLine(result.reason)}${patched}`
}

/** What to do about a guest that ran out of memory: it need not be the kernel's failure. */
function memoryHint({ targets }: Bisection, { signature }: BisectionResult): string {
  if (signature?.kind !== 'oom') return ''
  const megabytes = targets[0]?.guest?.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES
  return ` The guest has ${megabytes} MiB of memory; target.guest.memoryMegabytes (--memory) gives it more.`
}

// Before the reason: of what ended for no cause of the kernel's, and of bisections from before
// causes were kept.
const UNCAUSED: Readonly<Record<Outcome, string>> = {
  culprit: '',
  range: 'One of several commits broke it; they could not be told apart: ',
  'not-reproduced': 'The failure could not be reproduced, so there was nothing to bisect: ',
  inconclusive: 'The search came to no certain end: ',
  cancelled: 'The bisection was cancelled before it came to a result. ',
  error: 'The bisection could not be carried out. This says nothing about the kernel: ',
}

type Found = BisectionResult & { readonly culprit: NonNullable<BisectionResult['culprit']> }

function culpritWords(bisection: Bisection, result: Found): string {
  const { culprit, merge, signature } = result
  const name = `${short(culprit.hash)} ("${oneLine(culprit.subject)}")`
  const what = whatFails(bisection, signature)
  const label = culpritLabel(result)
  const since = label === 'probable' ? 'Probably since' : 'Since'
  const conflict = merge ? mergeWords(merge) : ''
  const where = `in the tree "${bisection.tree}"${caveats(result)}`
  return `${since} ${merge ? 'the merge' : 'commit'} ${name} ${where}, ${what}.${conflict}${flakyWords(bisection)}`
}

/**
 * What makes the culprit less than certain, in parentheses:
 * ` (not confirmed; tested with a patch applied)`.
 */
function caveats(result: BisectionResult): string {
  const label = culpritLabel(result)
  const words = [
    label === undefined ? null : labelWords(label).caveat,
    restsOnPatchedBuild(result) ? 'tested with a patch applied' : null,
  ].filter((one) => one !== null)
  return words.length === 0 ? '' : ` (${words.join('; ')})`
}

const mergeWords = (merge: NonNullable<BisectionResult['merge']>): string =>
  isSemanticConflict(merge)
    ? ' All its parents pass: it is a semantic conflict of the merge, and each side may be right by itself.'
    : ' All its parents pass: what fails is what the merge makes of them.'

function unfinishedWords(bisection: Bisection): string {
  if (isCheck(bisection)) return unfinishedCheckWords(bisection)
  if (bisection.state === 'paused') return `This bisection is paused: ${oneLine(bisection.reason ?? 'no reason given')}`
  const left = `${bisection.candidatesLeft.toLocaleString('en')} of ${count(bisection.commits, 'commit')} left`
  return `This bisection is not finished. It is ${bisection.state}, in the stage "${bisection.stage}", with ${left}.`
}

/**
 * The first paragraphs of a report: what is broken, since when, for whom; then how sure that is.
 */
export function openingParagraphs({ bisection, texts }: Pick<ReportInput, 'bisection' | 'texts'>): string[] {
  const words = resultWords(bisection, texts)
  if (!words) return [unfinishedWords(bisection)]
  const first = [words.found, words.affectedTargets].filter((part) => part !== null).join(' ')
  return words.sure === null ? [first] : [first, words.sure]
}

/** A line for the subject of a mail. */
export function reportTitle(bisection: Bisection): string {
  const { result } = bisection
  const about = oneLine(bisection.title)
  if (isCheck(bisection)) return `[${badgeOf(bisection).badge.toLowerCase()}] ${about}`
  if (!result) return `[${bisection.outcome ?? bisection.state}] ${about}`
  const label = shownLabel(result)
  const tag = label === null ? result.outcome : labelWords(label).tag
  return `[${tag}${restsOnPatchedBuild(result) ? ', patched build' : ''}] ${about}${found(result)}`
}

function found({ outcome, culprit, range }: BisectionResult): string {
  if (culprit && outcome === 'culprit') return `: ${oneLine(culprit.subject)}`
  return outcome === 'range' ? `: one of ${count(range.length, 'commit')}` : ''
}
