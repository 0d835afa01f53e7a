/** One figure of a benchmark. */
export interface Row {
  /** What was measured. */
  readonly row: string
  /** Under which conditions. */
  readonly setting: string
  readonly value: number
  readonly unit: string
  /** What is promised; null where nothing is. */
  readonly target: number | null
  /** Whether the promise is kept. */
  readonly met: boolean | null
}

/** What `--json` prints as the last line. */
export interface BenchmarkAnswer {
  readonly name: string
  readonly rows: readonly Row[]
}

export interface BenchmarkContext {
  /** An empty directory of the benchmark's own. */
  readonly directory: string
  /** A small stand-in instead of the real thing. */
  readonly quick: boolean
  /** One line about what is going on. */
  readonly note: (line: string) => void
  readonly signal: AbortSignal
}

/** What `npm run bench -- NAME` runs. */
export interface Benchmark {
  readonly name: string
  readonly summary: string
  /** Rejects when something could not be measured; a promise that is not kept is a row. */
  readonly measure: (context: BenchmarkContext) => Promise<readonly Row[]>
}
