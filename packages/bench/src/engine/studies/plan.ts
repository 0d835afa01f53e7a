/** How often runs fail with the culprit in, and without it. */
export interface Point {
  readonly p1: number
  readonly p0: number
}

export interface HistorySize {
  readonly name: string
  readonly commits: number
}

/** What is asked for. */
export interface Plan {
  readonly trials: number
  readonly points: readonly Point[]
  readonly workers: readonly number[]
  /** For questions that take many trials. */
  readonly histories: readonly HistorySize[]
  /** For questions without noise, and those about time and memory. */
  readonly longHistories: readonly HistorySize[]
  /** Trials of the real git for each question; each takes a second. */
  readonly gitTrials: number
}

export const pointName = ({ p1, p0 }: Point): string => `${p1}/${p0}`
