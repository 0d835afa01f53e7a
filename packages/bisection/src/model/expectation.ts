import { passesToConfirm, type Tally } from '@kbisect/bisect'
import type { Expected } from '@kbisect/contracts'

/**
 * What tasks usually take, in seconds. The first build for a target compiles everything, the others
 * what changed.
 */
export interface UsualSeconds {
  readonly firstBuild: number
  readonly build: number
  readonly boot: number
}

/** The same as earlier bisections measured it, some of which may have booted nothing. */
export interface MeasuredSeconds extends Omit<UsualSeconds, 'boot'> {
  readonly boot: number | null
}

/** Work that is expected; numbers are means and need not be whole. */
export interface Work {
  readonly firstBuilds: number
  readonly builds: number
  readonly runs: number
  /** How much of it is done at the same time. */
  readonly lanes: number
}

/** Expected share of runs that fail with the fault and without it. */
export interface FailureRates {
  readonly bad: number
  readonly good: number
}

export const SOLID: Tally = { passes: 0, failures: 3 }
// What the sequential test of two kernels takes when every run tells.
const GATE_RUNS = 5
// Nothing is waited for longer.
const MOST_GATE_RUNS = 120
// Until the last doubt is gone, runs are made that halve nothing any more: so many bits' worth.
// Fits searches by simulation.
const SURE_BITS = 4
// A merge has two parents, and one commit in fifteen or so is a merge: they do not matter here.
const PARENTS = 1

/**
 * Runs until two kernels differ for sure, by how often the bad one fails: 5, 14 at one half, 30 at
 * three tenths. Fits simulations.
 */
const gateRuns = (rate: number): number => Math.min(MOST_GATE_RUNS, GATE_RUNS / Math.max(0.01, rate) ** 1.5)

/** Builds and runs of both revisions, less what is known of them. */
export function boundariesWork(bad: Seen, good: Seen, rate: number, slots: number): Work {
  const unbuilt = [bad, good].filter(({ built }) => !built).length
  const anyBuilt = unbuilt < 2
  return {
    firstBuilds: anyBuilt ? 0 : 1,
    builds: anyBuilt ? unbuilt : 1,
    runs: Math.max(0, gateRuns(rate) - bad.runs - good.runs),
    lanes: Math.min(2, slots),
  }
}

interface Seen {
  readonly built: boolean
  readonly runs: number
}

/**
 * The search among so many equally likely commits: each build halves them, and runs are made until
 * their information is as much. Several slots at once help as docs/engine.md says: 2.2 times for
 * four, 3.1 for eight.
 */
export function searchWork(commits: number, rates: FailureRates, slots: number): Work {
  const bits = Math.log2(Math.max(1, commits))
  const runs = commits <= 1 ? 0 : (bits + SURE_BITS) / Math.max(LEAST_BITS, bitsOfRun(rates))
  return { firstBuilds: 0, builds: bits, runs: Math.max(bits, runs), lanes: Math.log2(slots + 1) }
}

const LEAST_BITS = 0.01

/** Information of one run of a kernel that has the fault or not with even odds. */
function bitsOfRun({ bad, good }: FailureRates): number {
  return Math.max(0, entropy((bad + good) / 2) - (entropy(bad) + entropy(good)) / 2)
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
}

/**
 * The proof of a culprit that the search has just named: it and its parent ran about once each, and
 * are built once more, from nothing. The bad revision is built with the culprit reverted.
 */
export function proofWork(passes: number, confirm: number, slots: number): Work {
  const runs = Math.max(0, confirm - 1) + PARENTS * Math.max(0, passes - 1) + passes
  return { firstBuilds: 1 + PARENTS, builds: 1, runs, lanes: Math.min(2, slots) }
}

/** One run of the culprit and of its parent on another host, where there are several. */
export const elsewhereWork = (hosts: number): Work => ({
  ...{ firstBuilds: 0, builds: 0, lanes: 1 },
  runs: hosts > 1 ? 1 + PARENTS : 0,
})

/** Parent and culprit on so many further targets. */
export function affectedTargetsWork(targets: number, rate: number, passes: number, slots: number): Work {
  const runs = targets * Math.max(gateRuns(rate), passes)
  const lanes = Math.max(1, Math.min(targets, slots))
  return { firstBuilds: targets, builds: targets * PARENTS, runs, lanes }
}

/** Passes that clear a kernel, by how often it fails with the fault. */
export const clearingPasses = (withCulprit: Tally, confirm: number): number =>
  Math.max(confirm, passesToConfirm(withCulprit.passes + withCulprit.failures === 0 ? SOLID : withCulprit))

/** All of it together, one after the other. */
export function addUp(work: readonly Work[], usual: UsualSeconds): Expected {
  let [builds, runs, seconds] = [0, 0, 0]
  for (const one of work) {
    builds += one.firstBuilds + one.builds
    runs += one.runs
    seconds += workSeconds(one, usual) / Math.max(1, one.lanes)
  }
  return { builds: Math.round(builds), runs: Math.round(runs), seconds: Math.round(seconds) }
}

/**
 * Returns how many seconds the builds and runs take together, as if one host did one after the
 * other.
 */
export const workSeconds = (work: Work, usual: UsualSeconds): number =>
  work.firstBuilds * usual.firstBuild + work.builds * usual.build + work.runs * usual.boot
