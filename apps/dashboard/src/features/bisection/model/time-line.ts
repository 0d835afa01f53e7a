import { type Build, failureText, type Run } from '@kbisect/contracts'
import { runResultWords } from '../../../model/group-runs.ts'

export type BarKind = 'built' | 'broken' | 'passed' | 'failed' | 'other'

/** A build or a boot, as a bar. */
export interface Bar {
  readonly id: string
  readonly what: 'build' | 'boot'
  readonly kind: BarKind
  readonly commit: string
  readonly target: string
  /** What came of it. */
  readonly words: string
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly end: number
  /** Place among the rows of its worker: what overlaps lies in different ones. */
  readonly row: number
  /** The run whose log tells more; undefined for a build. */
  readonly runId: string | undefined
}

export interface WorkerBars {
  readonly worker: string
  readonly rows: number
  readonly bars: readonly Bar[]
}

export interface TimeLine {
  readonly start: number
  readonly end: number
  readonly workers: readonly WorkerBars[]
  /** Facts from before: this bisection used what others had built. */
  readonly earlier: number
}

type Unplaced = Omit<Bar, 'row'> & { readonly worker: string }

/**
 * Builds and boots over time, worker by worker; `since` in milliseconds, when the bisection was
 * asked for.
 */
export function timeLine(builds: readonly Build[], runs: readonly Run[], since: number): TimeLine {
  const all = [...builds.map(ofBuild), ...runs.map(ofRun)]
  const own = all.filter(({ end }) => end >= since).sort((a, b) => a.start - b.start)
  const workers = [...new Set(own.map(({ worker }) => worker))].sort()
  return {
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end)),
    workers: workers.map((worker) => inRows(worker, own)),
    earlier: all.length - own.length,
  }
}

function ofBuild({ id, commit, target, result, signature, worker, seconds, finishedAt }: Build): Unplaced {
  const end = Date.parse(finishedAt)
  const kind = result === 'built' ? 'built' : 'broken'
  const words = signature ? failureText(signature) : result === 'conflict' ? 'does not apply' : result
  return { id, what: 'build', kind, commit, target, words, start: end - seconds * 1000, end, runId: undefined, worker }
}

function ofRun(run: Run): Unplaced {
  const { id, commit, target, result, worker, seconds, finishedAt } = run
  const end = Date.parse(finishedAt)
  const kind = result.kind === 'passed' || result.kind === 'failed' ? result.kind : 'other'
  const words = runResultWords(run)
  return { id, what: 'boot', kind, commit, target, words, start: end - seconds * 1000, end, runId: id, worker }
}

/** Bars in order of time, each in the first row that is free when it starts. */
function inRows(worker: string, all: readonly Unplaced[]): WorkerBars {
  const free: number[] = []
  const bars = all
    .filter((bar) => bar.worker === worker)
    .map((bar): Bar => {
      const { worker: _, ...rest } = bar
      const found = free.findIndex((until) => until <= bar.start)
      const row = found < 0 ? free.length : found
      free[row] = bar.end
      return { ...rest, row }
    })
  return { worker, rows: Math.max(1, free.length), bars }
}

/** Rectangles of one kind as a single path: thousands of bars are a handful of elements. */
export function barsPath(
  bars: readonly Bar[],
  { x, y, height }: { x: (time: number) => number; y: (row: number) => number; height: number },
): string {
  return bars
    .map(({ start, end, row }) => {
      const width = Math.max(1.5, x(end) - x(start))
      return `M${x(start).toFixed(1)} ${y(row)}h${width.toFixed(1)}v${height}h-${width.toFixed(1)}z`
    })
    .join('')
}

/**
 * The bar at a point, or the one of its row that ends or starts nearest; undefined where none is
 * within `slack` milliseconds.
 */
export function barAt(bars: readonly Bar[], time: number, row: number, slack: number): Bar | undefined {
  let best: { bar: Bar; away: number } | undefined
  for (const bar of bars) {
    if (bar.row !== row) continue
    const away = Math.max(bar.start - time, time - bar.end, 0)
    if (away <= slack && (!best || away < best.away)) best = { bar, away }
  }
  return best?.bar
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** Marks of the axis in seconds from its beginning: round ones, at most `most` of them. */
export function axisMarks(seconds: number, most: number): number[] {
  const step = steps.find((each) => seconds / each <= most) ?? Math.ceil(seconds / most / 86_400) * 86_400
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step)
}
