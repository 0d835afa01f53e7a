import type { GraphCommit } from '@kbisect/bisect'
import type { EngineOptions } from './engine-options.ts'
import { branchy } from './graphs/branchy.ts'
import { chain } from './graphs/chain.ts'
import { readHistory } from './graphs/git-history.ts'
import type { Plan } from './studies/plan.ts'

/** A history with its name in the table. */
export interface NamedHistory {
  readonly name: string
  readonly commits: readonly GraphCommit[]
}

/** The points of the table in docs/engine.md, and two between them. */
const POINTS = [
  { p1: 1, p0: 0 },
  { p1: 0.9, p0: 0 },
  { p1: 0.5, p0: 0 },
  { p1: 0.2, p0: 0 },
  { p1: 1, p0: 0.02 },
  { p1: 0.95, p0: 0.05 },
  { p1: 0.9, p0: 0.1 },
  { p1: 0.8, p0: 0.2 },
  { p1: 0.75, p0: 0 },
  { p1: 0.6, p0: 0.03 },
]

const FULL = {
  trials: 2000,
  gitTrials: 24,
  points: POINTS,
  workers: [4, 8, 16],
  histories: [generated('chain', 1024), generated('branchy', 1024)],
  longer: [generated('branchy', 4096), generated('branchy', 16_384), generated('branchy', 100_000)],
}

const QUICK = {
  trials: 10,
  gitTrials: 2,
  points: POINTS.filter(({ p1, p0 }) => p1 === 1 || (p1 === 0.9 && p0 === 0.1)),
  workers: [4],
  histories: [generated('chain', 64), generated('branchy', 96)],
  longer: [generated('branchy', 2048)],
}

/** A history longer than that is not searched thousands of times. */
const LONGEST_SEARCHED_OFTEN = 4096

/** What is asked, and the histories that it is asked on. */
export interface Agenda {
  readonly plan: Plan
  readonly histories: readonly NamedHistory[]
}

/** @throws InfrastructureError `history-unreadable` */
export async function makeAgenda(options: EngineOptions, quick: boolean): Promise<Agenda> {
  const defaults = quick ? QUICK : FULL
  const given = await readGiven(options)
  const often = [...defaults.histories.map((make) => make()), ...given.filter(isShort)]
  const longer = [...defaults.longer.map((make) => make()), ...given.filter((history) => !isShort(history))]
  const sizes = (list: readonly NamedHistory[]) => list.map(({ name, commits }) => ({ name, commits: commits.length }))
  const plan: Plan = {
    trials: options.trials ?? defaults.trials,
    gitTrials: Math.min(options.trials ?? defaults.gitTrials, defaults.gitTrials),
    points: options.points ?? defaults.points,
    workers: options.workers ?? defaults.workers,
    histories: sizes(often),
    longHistories: sizes([...often, ...longer]),
  }
  return { plan, histories: [...often, ...longer] }
}

/** The history that one search is shown on. */
export async function readFirstHistory(options: EngineOptions): Promise<NamedHistory> {
  const [first] = await readGiven(options)
  return first ?? generated('branchy', 1024)()
}

async function readGiven({ histories }: EngineOptions): Promise<NamedHistory[]> {
  const read: NamedHistory[] = []
  for (const place of histories) {
    const commits = await readHistory(place)
    read.push({ name: `${shortPath(place.repository)} ${place.good}..${place.bad} (${commits.length})`, commits })
  }
  return read
}

/** The last two parts of a path: the last alone is often just `repository`. */
const shortPath = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.git')
    .slice(-2)
    .join('/')

const isShort = ({ commits }: NamedHistory): boolean => commits.length <= LONGEST_SEARCHED_OFTEN

function generated(kind: 'chain' | 'branchy', commits: number): () => NamedHistory {
  return () => ({
    name: kind === 'chain' ? `chain of ${commits}` : `branchy ${commits}`,
    commits: kind === 'chain' ? chain(commits) : branchy(commits),
  })
}
