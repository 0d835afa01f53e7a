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

/** An option that one benchmark has and others have not. */
export interface OwnOption {
  readonly type: 'string' | 'boolean'
  /** May be given several times; its value is a list. */
  readonly multiple?: boolean
  /** Stands for the value in the help. */
  readonly value?: string
  readonly help: string
}

/** Own options as they were given, by name. */
export type OwnValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

export interface BenchmarkContext {
  readonly options: OwnValues
  /** An empty directory of the benchmark's own. */
  readonly directory: string
  /** A small stand-in instead of the real thing. */
  readonly quick: boolean
  /** One line about what is going on. */
  readonly note: (line: string) => void
  /** A line of the answer itself, besides its rows. */
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** What `npm run bench -- NAME` runs. */
export interface Benchmark {
  readonly name: string
  readonly summary: string
  /** By name, without dashes. */
  readonly options?: Readonly<Record<string, OwnOption>>
  /** Throws a UsageError where the values of own options make no sense. */
  readonly checkOptions?: (options: OwnValues) => void
  /** Rejects when something could not be measured; a promise that is not kept is a row. */
  readonly measure: (context: BenchmarkContext) => Promise<readonly Row[]>
}
