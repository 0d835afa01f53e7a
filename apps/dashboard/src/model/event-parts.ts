import type { Candidate, Event, EventType } from '@kbisect/contracts'

/**
 * What the page of a bisection is made of. `commit …`: the builds and runs of one commit;
 * `commits`: those of every one.
 */
export type BisectionPart = (typeof allParts)[number] | `commit ${string}`

export const allParts = ['bisection', 'range', 'runs', 'builds', 'commits', 'mails', 'regression'] as const

/** What is another one after an event of each type. */
const touched: Readonly<Record<EventType, readonly BisectionPart[]>> = {
  created: allParts,
  stage: ['bisection', 'range'],
  'build-started': ['bisection'],
  'build-finished': ['bisection', 'range', 'builds'],
  'run-started': ['bisection'],
  'run-finished': ['bisection', 'range', 'runs'],
  verdict: ['bisection', 'range'],
  choice: ['bisection'],
  prediction: ['range'],
  'infrastructure-error': ['bisection'],
  paused: ['bisection'],
  resumed: ['bisection'],
  override: ['bisection', 'range'],
  rerun: ['bisection', 'range'],
  triaged: ['bisection', 'regression'],
  mail: ['mails'],
  finished: allParts,
}

/** The parts of a bisection's page that have to be asked for after an event. */
export function partsOf({ type, data }: Pick<Event, 'type' | 'data'>): readonly BisectionPart[] {
  // A service that is newer than the page may have types that the page does not know.
  const parts = touched[type] ?? allParts
  const isFact = type === 'run-finished' || type === 'build-finished'
  return isFact && typeof data.commit === 'string' ? [...parts, `commit ${data.commit}`] : parts
}

/**
 * What an event means for lists of bisections: nothing, another row, or that rows come, go, or take
 * another place.
 */
export function listChangeOf(type: EventType): 'none' | 'row' | 'rows' {
  return changes[type] ?? 'rows'
}

const changes: Readonly<Record<EventType, 'none' | 'row' | 'rows'>> = {
  created: 'rows',
  stage: 'rows',
  'build-started': 'none',
  'build-finished': 'row',
  'run-started': 'none',
  'run-finished': 'row',
  verdict: 'row',
  choice: 'none',
  prediction: 'none',
  'infrastructure-error': 'none',
  paused: 'rows',
  resumed: 'rows',
  override: 'row',
  rerun: 'row',
  triaged: 'row',
  mail: 'none',
  finished: 'rows',
}

interface Searching {
  readonly id: string
  readonly stage: string
  readonly candidatesLeft: number
}

/**
 * The bisection, or its row, with what an event itself says of it; the same object where it says
 * nothing new.
 */
export function withEvent<T extends Searching>(row: T, { type, bisectionId, data }: Event): T {
  if (type !== 'stage' || bisectionId !== row.id) return row
  const { stage, candidatesLeft } = data
  if (typeof stage !== 'string' || typeof candidatesLeft !== 'number') return row
  return stage === row.stage && candidatesLeft === row.candidatesLeft ? row : { ...row, stage, candidatesLeft }
}

/** Returns the range with the verdict that an event has; the same object where it has none. */
export function rangeWithEvent(range: readonly Candidate[], { type, data }: Event): readonly Candidate[] {
  if (type !== 'verdict' || typeof data.verdict !== 'string') return range
  const at = range.findIndex(({ hash }) => hash === data.commit)
  const known = range[at]
  if (!known || known.verdict === data.verdict) return range
  return range.with(at, { ...known, verdict: data.verdict as Candidate['verdict'] })
}
