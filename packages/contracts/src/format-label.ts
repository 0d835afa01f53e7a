import type { Assumption } from './assumption.ts'
import type { BisectionResult } from './bisection-result.ts'
import type { BisectionState, Label, Outcome } from './bisection-states.ts'
import type { RevisionCheck } from './revision-check.ts'

/** How a label reads, wherever a result is shown. No two labels share a word or a symbol. */
export interface LabelWords {
  /** The words of a badge and of a list entry: `Probable culprit`. */
  readonly badge: string
  /** One character beside the badge’s words, so that colour is never the only difference. */
  readonly symbol: string
  /** What stands in brackets at the beginning of a mail’s subject: `probably bisected`. */
  readonly tag: string
  /**
   * What a sentence that names the culprit adds in parentheses; null where nothing has to be added.
   */
  readonly caveat: string | null
}

const LABELS: Readonly<Record<Label, LabelWords>> = {
  confirmed: { badge: 'Culprit confirmed', symbol: '✓', tag: 'bisected', caveat: null },
  'confirmed without revert': {
    badge: 'Confirmed without revert',
    symbol: '◐',
    tag: 'bisected without revert',
    caveat: 'confirmed, but not by a revert on the bad revision',
  },
  probable: { badge: 'Probable culprit', symbol: '?', tag: 'probably bisected', caveat: 'not confirmed' },
  range: { badge: 'Narrowed to a range', symbol: '↔', tag: 'range', caveat: null },
  'not a regression': { badge: 'Not a regression', symbol: '∅', tag: 'not a regression', caveat: null },
  inherited: { badge: 'Inherited failure', symbol: '⇤', tag: 'inherited', caveat: null },
  inconsistent: { badge: 'Inconsistent', symbol: '≠', tag: 'inconsistent', caveat: null },
}

const OUTCOMES: Readonly<Record<Outcome, Pick<LabelWords, 'badge' | 'symbol'>>> = {
  culprit: LABELS.probable,
  range: LABELS.range,
  'not-reproduced': { badge: 'Not reproduced', symbol: '○' },
  inconclusive: { badge: 'Inconclusive', symbol: '~' },
  cancelled: { badge: 'Cancelled', symbol: '■' },
  error: { badge: 'Error', symbol: '!' },
}

const STATES: Readonly<Record<BisectionState, Pick<LabelWords, 'badge' | 'symbol'>>> = {
  queued: { badge: 'Queued', symbol: '…' },
  running: { badge: 'Running', symbol: '▶' },
  paused: { badge: 'Paused', symbol: '‖' },
  finished: { badge: 'Finished', symbol: '□' },
}

const CHECKED: Readonly<Record<RevisionCheck['state'], string>> = {
  waiting: '…',
  testing: '▶',
  passed: '✓',
  failed: '✕',
  flaky: '~',
  inherited: '⇤',
  'does not build': '—',
  'not known': '?',
}

/** Returns the words of a label. */
export const labelWords = (label: Label): LabelWords => LABELS[label]

interface Ended {
  readonly outcome: Outcome | null
  readonly label: Label | null
}

const CULPRIT_LABELS = ['confirmed', 'confirmed without revert', 'probable'] as const
/** The labels of a result that names a culprit. */
export type CulpritLabel = (typeof CULPRIT_LABELS)[number]

const isCulpritLabel = (label: Label | null): label is CulpritLabel => CULPRIT_LABELS.some((one) => one === label)

/**
 * Returns the label under which a culprit is shown; undefined for a result without one. A culprit
 * that has no label is shown as probable: nothing says that it was confirmed.
 */
export function culpritLabel({ outcome, label }: Ended): CulpritLabel | undefined {
  if (outcome !== 'culprit') return undefined
  return isCulpritLabel(label) ? label : 'probable'
}

/**
 * Returns the label under which a result is shown, if any: without a culprit never one that
 * confirms a culprit.
 */
export function shownLabel(ended: Ended): Label | null {
  return culpritLabel(ended) ?? (isCulpritLabel(ended.label) ? null : ended.label)
}

/** Returns whether the checks confirm the culprit, with or without a revert. */
export function isConfirmed(ended: Ended): boolean {
  const label = culpritLabel(ended)
  return label === 'confirmed' || label === 'confirmed without revert'
}

interface Standing {
  readonly state: BisectionState
  /** Among those that are queued. */
  readonly place?: number
  /** Of the check of a watch alone. */
  readonly check?: Pick<RevisionCheck, 'state'>
}

export interface Badge extends Pick<LabelWords, 'badge' | 'symbol'> {
  /**
   * Names the badge for programs and style sheets: `probable`, `confirmed-without-revert`,
   * `running`.
   */
  readonly kind: string
}

/**
 * Returns what a badge says of a bisection: its label where it has one, else its outcome, else its
 * state. Of a check it says that, with the result of the revision.
 */
export function badgeOf({ state, outcome, label, place, check }: Ended & Standing): Badge {
  if (check) return checkBadge(check, state, outcome)
  const shown = shownLabel({ outcome, label })
  if (shown !== null) return { ...LABELS[shown], kind: shown.replaceAll(' ', '-') }
  if (outcome !== null) return { ...OUTCOMES[outcome], kind: outcome }
  if (state === 'queued' && place !== undefined)
    return { ...STATES.queued, badge: `Queued, place ${place}`, kind: state }
  return { ...STATES[state], kind: state }
}

function checkBadge(check: Pick<RevisionCheck, 'state'>, state: BisectionState, outcome: Outcome | null): Badge {
  if (state !== 'finished') return asCheck({ ...STATES[state], kind: state })
  if (outcome === 'cancelled' || outcome === 'error') return asCheck({ ...OUTCOMES[outcome], kind: outcome })
  return asCheck({
    badge: check.state,
    symbol: CHECKED[check.state],
    kind: `check-${check.state.replaceAll(' ', '-')}`,
  })
}

const asCheck = ({ badge, ...more }: Badge): Badge => ({ ...more, badge: `Check: ${badge.toLowerCase()}` })

/** What a queued bisection waits for, in words: `waits for 2 bisections before it`. */
export function queueWords({ place }: Pick<Standing, 'place'>): string {
  if (place === undefined) return 'waits for a worker'
  if (place === 1) return 'begins when the next running bisection ends'
  return `waits for ${place - 1} ${place === 2 ? 'bisection' : 'bisections'} before it`
}

const weightOf = ({ state, lowersLabel }: Assumption): number => (state === 'settled' ? 2 : lowersLabel ? 0 : 1)

/**
 * Returns the assumptions in the order in which they are shown: what lowers the label, what else is
 * open, what is settled.
 */
export const sortedAssumptions = ({ assumptions }: Pick<BisectionResult, 'assumptions'>): Assumption[] =>
  [...assumptions].sort((a, b) => weightOf(a) - weightOf(b))

/**
 * Returns whether commits that do not build by themselves were tested with a patch applied, and the
 * result depends on that.
 */
export function restsOnPatchedBuild({ assumptions, checks }: Pick<BisectionResult, 'assumptions' | 'checks'>): boolean {
  return assumptions.some(({ kind }) => kind === 'patched build') || checks.some(({ name }) => name === 'fix')
}
