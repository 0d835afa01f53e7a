import type { OwnOption, OwnValues } from '../benchmark.ts'
import { UsageError } from '../usage-error.ts'
import type { HistoryPlace } from './graphs/git-history.ts'
import type { Point } from './studies/plan.ts'

/** The options of `npm run bench -- engine`. */
export const ENGINE_OPTIONS = {
  repo: { type: 'string', multiple: true, value: 'PATH', help: 'a git repository whose history is searched as well' },
  good: { type: 'string', multiple: true, value: 'REV', help: '  from here; --repo, --good and --bad may come again' },
  bad: { type: 'string', multiple: true, value: 'REV', help: '  to here' },
  trials: { type: 'string', value: 'N', help: 'searches for each question; default: 2000' },
  points: { type: 'string', value: 'P1/P0,…', help: 'shares of failing runs with the culprit in and without it' },
  workers: { type: 'string', value: 'W,…', help: 'how many at once, for row 6; default: 4,8,16' },
  seed: { type: 'string', value: 'S', help: 'any text; the same one draws the same cases' },
  samples: {
    type: 'string',
    value: 'FILE',
    help: 'append each trial; those of this seed that it has are not made again',
  },
  processes: { type: 'string', value: 'N', help: 'how many make trials at once; default: one for each core' },
  rows: { type: 'string', value: '1,2,…', help: 'rows of the table in docs/engine.md; default: all' },
  play: { type: 'boolean', help: 'show one search step by step instead' },
} as const satisfies Record<string, OwnOption>

export interface EngineOptions {
  readonly histories: readonly HistoryPlace[]
  readonly trials: number | undefined
  readonly points: readonly Point[] | undefined
  readonly workers: readonly number[] | undefined
  readonly seed: string
  /** Undefined: they are kept in memory alone. */
  readonly samples: string | undefined
  /** Undefined: one for each core. */
  readonly processes: number | undefined
  /** Undefined: all. */
  readonly rows: readonly number[] | undefined
  readonly play: boolean
}

export const LAST_ROW = 12

const DEFAULT_SEED = '1'

/** @throws UsageError */
export function readEngineOptions(values: OwnValues): EngineOptions {
  const text = (name: keyof typeof ENGINE_OPTIONS): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const list = <T>(name: keyof typeof ENGINE_OPTIONS, read: (word: string) => T): readonly T[] | undefined =>
    text(name)?.split(',').map(read)
  const number = (name: 'trials' | 'processes', most: number): number | undefined => {
    const word = text(name)
    return word === undefined ? undefined : whole(`--${name}`, word, 1, most)
  }
  const options = {
    histories: readHistories(values),
    trials: number('trials', 1_000_000),
    points: list('points', readPoint),
    workers: list('workers', (word) => whole('--workers', word, 1, 64)),
    seed: text('seed') ?? DEFAULT_SEED,
    samples: text('samples'),
    processes: number('processes', 64),
    rows: list('rows', (word) => whole('--rows', word, 1, LAST_ROW)),
    play: values.play === true,
  }
  const { rows, workers, samples, processes } = options
  if (options.play && (rows ?? options.trials ?? workers ?? samples ?? processes) !== undefined)
    throw new UsageError(
      '--play shows one search by one worker: it takes --points, --seed and a history, no --rows, --trials, --workers, --samples or --processes',
    )
  return options
}

function readHistories(values: OwnValues): HistoryPlace[] {
  const all = (name: string): string[] => {
    const given = values[name]
    return Array.isArray(given) ? given.map(String) : []
  }
  const [repositories, goods, bads] = [all('repo'), all('good'), all('bad')]
  if (repositories.length !== goods.length || repositories.length !== bads.length)
    throw new UsageError(
      `--repo, --good and --bad belong together: they were given ${repositories.length}, ${goods.length} and ${bads.length} times`,
    )
  return repositories.map((repository, at) => ({ repository, good: goods[at] ?? '', bad: bads[at] ?? '' }))
}

function whole(option: string, word: string, least: number, most: number): number {
  const number = Number(word)
  if (/^\d+$/.test(word) && number >= least && number <= most) return number
  throw new UsageError(`${option}: “${word}” is not a whole number from ${least} to ${most}`)
}

function readPoint(word: string): Point {
  const [p1 = '', p0 = '', ...more] = word.split('/')
  const point = { p1: Number(p1), p0: Number(p0) }
  const isShare = (text: string) => /^(\d+\.?\d*|\.\d+)$/.test(text) && Number(text) <= 1
  if (more.length > 0 || !isShare(p1) || !isShare(p0) || point.p1 <= point.p0)
    throw new UsageError(
      `--points: “${word}” is not P1/P0 with shares from 0 to 1, the first the larger, such as 0.9/0.1`,
    )
  return point
}
